// Template: vectors of LANES elements. Included for each width, LANES being a literal number.

#define HALF (LANES / 2)
#define SIZED_JOIN(name, lanes) LOCAL(name##_##lanes)
#define SIZED_EXPAND(name, lanes) SIZED_JOIN(name, lanes)
#define SIZED(name) SIZED_EXPAND(name, LANES)

#if LANES == 1
typedef REAL SIZED(Vector) __attribute__((may_alias));
typedef REAL SIZED(Half) __attribute__((may_alias));
#else
typedef REAL SIZED(Vector) __attribute__((vector_size(LANES * sizeof(REAL)), aligned(sizeof(REAL)), may_alias));
typedef REAL SIZED(Half) __attribute__((vector_size(HALF * sizeof(REAL)), aligned(sizeof(REAL)), may_alias));
#endif

// The second half of a vector lies `gap` elements behind the first: fewer than LANES elements can be read that way,
// some of them twice, and none beyond them.
TESSERA_INLINE void SIZED(load)(const REAL *x, ptrdiff_t gap, SIZED(Vector) *out) {
    if (gap == HALF) {
        *out = *(const SIZED(Vector) *)x;
    } else {
        ((SIZED(Half) *)out)[0] = *(const SIZED(Half) *)x;
        ((SIZED(Half) *)out)[1] = *(const SIZED(Half) *)(x + gap);
    }
}

// Where the halves overlap, both hold the same sums.
TESSERA_INLINE void SIZED(store)(const SIZED(Vector) *value, REAL *out, ptrdiff_t gap, bool accumulates) {
    SIZED(Vector) sum = *value;
    if (accumulates) {
        SIZED(Vector) old;
        SIZED(load)(out, gap, &old);
        sum = old + sum;
    }
    if (gap == HALF) {
        *(SIZED(Vector) *)out = sum;
    } else {
        *(SIZED(Half) *)out = ((const SIZED(Half) *)&sum)[0];
        *(SIZED(Half) *)(out + gap) = ((const SIZED(Half) *)&sum)[1];
    }
}
