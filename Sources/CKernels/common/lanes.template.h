// Template: vectors of LANES elements, with a load and a store that handle an overlapping tail.
// Expects REAL and LOCAL (f32.h or f64.h) and LANES, a literal number, which it undefines. Included once per precision
// and width by lanes.h.

#if LANES == 1
typedef REAL SIZED(Vector) __attribute__((may_alias));
typedef REAL SIZED(Half) __attribute__((may_alias));
#else
typedef REAL SIZED(Vector) __attribute__((vector_size(LANES * sizeof(REAL)), aligned(sizeof(REAL)), may_alias));
typedef REAL SIZED(Half) __attribute__((vector_size(HALF * sizeof(REAL)), aligned(sizeof(REAL)), may_alias));
#endif

// Loads a vector whose second half starts `half_offset` elements after the first. A full vector has a half_offset of
// HALF. With a smaller one the halves overlap, which handles a tail of fewer than LANES elements: some are read twice,
// none beyond the last.
TESSERA_INLINE void SIZED(load)(const REAL *x, ptrdiff_t half_offset, SIZED(Vector) *out) {
    if (half_offset == HALF) {
        *out = *(const SIZED(Vector) *)x;
    } else {
        ((SIZED(Half) *)out)[0] = *(const SIZED(Half) *)x;
        ((SIZED(Half) *)out)[1] = *(const SIZED(Half) *)(x + half_offset);
    }
}

// Stores a vector, or adds it to `out`, with the same layout. Where the halves overlap, both hold the same sums.
TESSERA_INLINE void SIZED(store)(const SIZED(Vector) *value, REAL *out, ptrdiff_t half_offset, bool accumulates) {
    SIZED(Vector) sum = *value;
    if (accumulates) {
        SIZED(Vector) old;
        SIZED(load)(out, half_offset, &old);
        sum = old + sum;
    }
    if (half_offset == HALF) {
        *(SIZED(Vector) *)out = sum;
    } else {
        *(SIZED(Half) *)out = ((const SIZED(Half) *)&sum)[0];
        *(SIZED(Half) *)(out + half_offset) = ((const SIZED(Half) *)&sum)[1];
    }
}
#undef LANES
