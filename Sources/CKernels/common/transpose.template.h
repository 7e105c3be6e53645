// Template: in-register transposition of four vectors, and packing by it.
// Expects REAL and LOCAL (f32.h or f64.h) and WIDEST, 16 for float and 8 for double. Defines SHUFFLE, which those who
// include it undefine.
#define SHUFFLE __builtin_shufflevector

#if (WIDEST == 16 && !defined(TESSERA_TRANSPOSE_F32)) || (WIDEST == 8 && !defined(TESSERA_TRANSPOSE_F64))
#if WIDEST == 16
#define TESSERA_TRANSPOSE_F32
#else
#define TESSERA_TRANSPOSE_F64
#endif

typedef REAL LOCAL(Quad) __attribute__((vector_size(4 * sizeof(REAL)), aligned(sizeof(REAL)), may_alias));
typedef REAL LOCAL(Oct) __attribute__((vector_size(8 * sizeof(REAL)), aligned(sizeof(REAL)), may_alias));

// The transposition takes two shuffle stages: the first joins pairs of neighbours, the second picks elements from the
// pairs. Picking is cheap only within 16 bytes, which hold four floats but two doubles; hence doubles pair other rows.
#if WIDEST == 16
#define SECOND 1
#define THIRD 2
#define EVEN_4 0, 2, 4, 6
#define ODD_4 1, 3, 5, 7
#define EVEN_8 0, 2, 8, 10, 4, 6, 12, 14
#define ODD_8 1, 3, 9, 11, 5, 7, 13, 15
#else
#define SECOND 2
#define THIRD 1
#define EVEN_4 0, 4, 2, 6
#define ODD_4 1, 5, 3, 7
#define EVEN_8 0, 8, 2, 10, 4, 12, 6, 14
#define ODD_8 1, 9, 3, 11, 5, 13, 7, 15
#endif

TESSERA_INLINE void LOCAL(transpose_quads)(LOCAL(Quad) *x) {
    const LOCAL(Quad) a = SHUFFLE(x[0], x[SECOND], 0, 1, 4, 5), b = SHUFFLE(x[THIRD], x[3], 0, 1, 4, 5);
    const LOCAL(Quad) c = SHUFFLE(x[0], x[SECOND], 2, 3, 6, 7), d = SHUFFLE(x[THIRD], x[3], 2, 3, 6, 7);
    x[0] = SHUFFLE(a, b, EVEN_4);
    x[1] = SHUFFLE(a, b, ODD_4);
    x[2] = SHUFFLE(c, d, EVEN_4);
    x[3] = SHUFFLE(c, d, ODD_4);
}

// Transposes two 4x4 matrices that lie side by side, each on its own.
TESSERA_INLINE void LOCAL(transpose_octs)(LOCAL(Oct) *x) {
    const LOCAL(Oct) a = SHUFFLE(x[0], x[SECOND], 0, 1, 8, 9, 4, 5, 12, 13);
    const LOCAL(Oct) b = SHUFFLE(x[THIRD], x[3], 0, 1, 8, 9, 4, 5, 12, 13);
    const LOCAL(Oct) c = SHUFFLE(x[0], x[SECOND], 2, 3, 10, 11, 6, 7, 14, 15);
    const LOCAL(Oct) d = SHUFFLE(x[THIRD], x[3], 2, 3, 10, 11, 6, 7, 14, 15);
    x[0] = SHUFFLE(a, b, EVEN_8);
    x[1] = SHUFFLE(a, b, ODD_8);
    x[2] = SHUFFLE(c, d, EVEN_8);
    x[3] = SHUFFLE(c, d, ODD_8);
}
#undef SECOND
#undef THIRD
#undef EVEN_4
#undef ODD_4
#undef EVEN_8
#undef ODD_8

TESSERA_INLINE void LOCAL(join_quads)(const LOCAL(Quad) *low, const LOCAL(Quad) *high, LOCAL(Oct) *out) {
    *out = SHUFFLE(*low, *high, 0, 1, 2, 3, 4, 5, 6, 7);
}

// Packs four values of k as packed[k * lanes + j] from the rows x[j * stride]; the second half of the rows starts with
// row `half_offset`.
TESSERA_INLINE void LOCAL(pack_quads)(const REAL *x, ptrdiff_t stride, ptrdiff_t half_offset, REAL *packed) {
    LOCAL(Quad) rows[4];
    for (ptrdiff_t j = 0; j < 4; j++) rows[j] = *(const LOCAL(Quad) *)(x + (j < 2 ? j : j - 2 + half_offset) * stride);
    LOCAL(transpose_quads)(rows);
    for (ptrdiff_t k = 0; k < 4; k++) *(LOCAL(Quad) *)(packed + k * 4) = rows[k];
}

TESSERA_INLINE void LOCAL(pack_octs)(
    const REAL *x, ptrdiff_t stride, ptrdiff_t half_offset, REAL *packed, ptrdiff_t lanes) {
    LOCAL(Oct) rows[4];
    for (ptrdiff_t j = 0; j < 4; j++) {
        const REAL *low = x + j * stride, *high = low + half_offset * stride;
        LOCAL(join_quads)((const LOCAL(Quad) *)low, (const LOCAL(Quad) *)high, &rows[j]);
    }
    LOCAL(transpose_octs)(rows);
    for (ptrdiff_t k = 0; k < 4; k++) *(LOCAL(Oct) *)(packed + k * lanes) = rows[k];
}

TESSERA_INLINE void LOCAL(pack_transposed)(
    const REAL *x, ptrdiff_t stride, ptrdiff_t half_offset, REAL *packed, ptrdiff_t lanes) {
    if (lanes == 4) {
        LOCAL(pack_quads)(x, stride, half_offset, packed);
    } else if (lanes == 8) {
        LOCAL(pack_octs)(x, stride, half_offset, packed, lanes);
    } else {
        for (ptrdiff_t j = 0; j < lanes; j += 8) {
            const ptrdiff_t first = j < lanes / 2 ? j : j - lanes / 2 + half_offset;
            LOCAL(pack_octs)(x + first * stride, stride, 4, packed + j, lanes);
        }
    }
}
#endif
