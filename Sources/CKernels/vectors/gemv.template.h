// Template: gemv by dot products of rows with w, LANES columns at a time.
// Expects REAL and LOCAL (f32.h or f64.h), BITS, an integer of the size of REAL, transpose.template.h, lanes.template.h
// and LOCAL(prefetch_to_l1). Included by gemv_panels.template.h, once per precision and width of at least 4 lanes.

typedef BITS SIZED(Mask) __attribute__((vector_size(LANES * sizeof(REAL)), aligned(sizeof(REAL)), may_alias));

TESSERA_INLINE void SIZED(add_products)(const REAL *x, const REAL *w, SIZED(Vector) *sum) {
    *sum += *(const SIZED(Vector) *)x * *(const SIZED(Vector) *)w;
}

// Adds products except in the lanes that `keep` clears. A weight of 0 would not do: infinity times 0 is NaN.
TESSERA_INLINE void SIZED(add_kept_products)(
    const REAL *x, const REAL *w, ptrdiff_t half_offset, const SIZED(Mask) *keep, SIZED(Vector) *sum) {
    SIZED(Vector) a, b;
    SIZED(load)(x, half_offset, &a);
    SIZED(load)(w, half_offset, &b);
    *sum += (SIZED(Vector))((SIZED(Mask))a & *keep) * (SIZED(Vector))((SIZED(Mask))b & *keep);
}

// Adds halves of a vector until four lanes remain.
TESSERA_INLINE void SIZED(reduce_lanes)(const SIZED(Vector) *sum, LOCAL(Quad) *out) {
#if LANES == 4
    *out = *sum;
#else
    const SIZED(Half) half = ((const SIZED(Half) *)sum)[0] + ((const SIZED(Half) *)sum)[1];
#if LANES == 8
    *out = half;
#else
    *out = ((const LOCAL(Quad) *)&half)[0] + ((const LOCAL(Quad) *)&half)[1];
#endif
#endif
}

// Sums each row in LANES lanes: whole vectors first, then an overlapping tail, which is a vector that ends with the row
// or, in a row shorter than a vector, one whose halves overlap (see lanes.template.h). `by_row` reads the rows one
// after the other instead of side by side; it changes the order of the loads only, not of the additions.
TESSERA_INLINE void SIZED(accumulate_rows)(
    size_t rows, size_t columns, const REAL *x, ptrdiff_t stride, const REAL *w, const SIZED(Mask) *keep, bool by_row,
    SIZED(Vector) *sum) {
    const size_t whole = columns - columns % LANES;
    TESSERA_UNROLL
    for (size_t r = 0; r < rows; r++) sum[r] = (SIZED(Vector)){0};
    if (by_row) {
        TESSERA_UNROLL
        for (size_t r = 0; r < rows; r++) {
            const REAL *row = x + (ptrdiff_t)r * stride;
            for (size_t j = 0; j < whole; j += LANES) SIZED(add_products)(row + j, w + j, &sum[r]);
        }
    } else {
        for (size_t j = 0; j < whole; j += LANES) {
            TESSERA_UNROLL
            for (size_t r = 0; r < rows; r++) SIZED(add_products)(x + (ptrdiff_t)r * stride + j, w + j, &sum[r]);
        }
    }
    if (whole == columns) return;
    const size_t start = columns < LANES ? 0 : columns - LANES;
    const ptrdiff_t half_offset = columns < LANES ? (ptrdiff_t)columns - HALF : HALF;
    TESSERA_UNROLL
    for (size_t r = 0; r < rows; r++) {
        SIZED(add_kept_products)(x + (ptrdiff_t)r * stride + start, w + start, half_offset, keep, &sum[r]);
    }
}

// Computes the dot products of one row or of four. The lanes of four rows are transposed, so that they are added as
// vectors.
TESSERA_INLINE void SIZED(dot_products)(
    size_t rows, size_t columns, const REAL *x, ptrdiff_t stride, const REAL *w, const SIZED(Mask) *keep, bool by_row,
    REAL *out, bool accumulates) {
    SIZED(Vector) sum[4];
    LOCAL(Quad) quads[4];
    SIZED(accumulate_rows)(rows, columns, x, stride, w, keep, by_row, sum);
    TESSERA_UNROLL
    for (size_t r = 0; r < 4; r++) {
        quads[r] = (LOCAL(Quad)){0};
        if (r < rows) SIZED(reduce_lanes)(&sum[r], &quads[r]);
    }
    LOCAL(transpose_quads)(quads);
    const LOCAL(Quad) total = (quads[0] + quads[2]) + (quads[1] + quads[3]);
    TESSERA_UNROLL
    for (size_t r = 0; r < rows; r++) out[r] = accumulates ? out[r] + total[r] : total[r];
}

TESSERA_INLINE void SIZED(gemv)(
    size_t rows, size_t columns, const REAL *x, ptrdiff_t stride, const REAL *w, bool by_row, size_t prefetch_distance,
    REAL *out, bool accumulates) {
    // `keep` clears the lanes of the tail that the other half or the preceding vector also holds.
    const size_t from = columns < LANES ? HALF : 0;
    const size_t to = columns < LANES ? LANES - columns + HALF : LANES - columns % LANES;
    SIZED(Mask) keep;
    TESSERA_UNROLL
    for (size_t lane = 0; lane < LANES; lane++) keep[lane] = lane >= from && lane < to ? 0 : -1;
    for (; rows >= 4; rows -= 4, x += 4 * stride, out += 4) {
        if (prefetch_distance) LOCAL(prefetch_to_l1)(4 * columns * sizeof *x, (const char *)x + prefetch_distance);
        SIZED(dot_products)(4, columns, x, stride, w, &keep, by_row, out, accumulates);
    }
    for (; rows > 0; rows--, x += stride, out++) {
        SIZED(dot_products)(1, columns, x, stride, w, &keep, false, out, accumulates);
    }
}
