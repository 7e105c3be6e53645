// Template: vectors of LANES elements. Included once per width; LANES is a literal number.

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

// Loads a vector whose second half starts `gap` elements after the first. A full vector has a gap of HALF. With a
// smaller gap the halves overlap, which handles a tail of fewer than LANES elements: some are read twice, none beyond
// the last.
TESSERA_INLINE void SIZED(load)(const REAL *x, ptrdiff_t gap, SIZED(Vector) *out) {
    if (gap == HALF) {
        *out = *(const SIZED(Vector) *)x;
    } else {
        ((SIZED(Half) *)out)[0] = *(const SIZED(Half) *)x;
        ((SIZED(Half) *)out)[1] = *(const SIZED(Half) *)(x + gap);
    }
}

// Stores a vector, or adds it to `out`, with the same layout. Where the halves overlap, both hold the same sums.
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
