// Template: transposed gemv by weighted sums of rows, LANES columns wide.
// Expects REAL and LOCAL (f32.h or f64.h), lanes.template.h, and what matrix_vector.template.h defines: PANEL,
// IN_GROUPS and LOCAL(prefetch_to_l2). Included by gemv_panels.template.h, once per precision and width.

// Adds the weighted sum of at most 8 rows. Two independent chains of additions, over even and odd rows, hide part of
// the latency.
TESSERA_INLINE void SIZED(add_weighted_rows)(
    size_t count, const REAL *x, ptrdiff_t stride, ptrdiff_t half_offset, const REAL *g, SIZED(Vector) *total) {
    SIZED(Vector) even = (SIZED(Vector)){0}, odd = (SIZED(Vector)){0}, row;
    TESSERA_UNROLL
    for (size_t r = 0; r < count; r++) {
        SIZED(load)(x + (ptrdiff_t)r * stride, half_offset, &row);
        if (r % 2 == 0) {
            even += row * g[r];
        } else {
            odd += row * g[r];
        }
    }
    *total += even + odd;
}

// Computes LANES columns or, with a smaller half_offset (see lanes.template.h), fewer; the sum stays in a register.
TESSERA_INLINE void SIZED(gemv_transposed_panel)(
    size_t rows, const REAL *x, ptrdiff_t stride, ptrdiff_t half_offset, const REAL *g, REAL *out, bool accumulates) {
    SIZED(Vector) total = (SIZED(Vector)){0};
#define ADD(count) SIZED(add_weighted_rows)(count, x, stride, half_offset, g, &total);
    IN_GROUPS(ADD)
#undef ADD
    SIZED(store)(&total, out, half_offset, accumulates);
}

// Adds the weighted sum of at most 8 rows to `totals`. The number of columns is a multiple of LANES.
TESSERA_INLINE void SIZED(add_group)(
    size_t count, size_t columns, const REAL *x, ptrdiff_t stride, const REAL *g, REAL *totals) {
    REAL weights[8];
    TESSERA_UNROLL
    for (size_t r = 0; r < count; r++) weights[r] = g[r];
    for (size_t j = 0; j < columns; j += LANES) {
        SIZED(add_weighted_rows)(count, x + j, stride, HALF, weights, (SIZED(Vector) *)(totals + j));
    }
}

// Reads whole rows, so that memory is read in order, and accumulates in an array of sums. A prefetch_distance other
// than 0 prefetches the memory that begins this many bytes after x: a quarter as much as is read, which is what arrives
// while the rows are in cache.
TESSERA_INLINE void SIZED(gemv_transposed_panels)(
    size_t rows, size_t columns, const REAL *x, ptrdiff_t stride, const REAL *g, REAL *out, bool accumulates,
    size_t prefetch_distance) {
    REAL totals[PANEL];
    for (size_t j = 0; j < columns; j++) totals[j] = 0;
    const REAL *start = x;
    const char *next = (const char *)x + prefetch_distance;
#define ADD(count) \
    if (prefetch_distance) LOCAL(prefetch_to_l2)(count * columns * sizeof *x / 4, next + (x - start) * sizeof *x / 4); \
    SIZED(add_group)(count, columns, x, stride, g, totals);
    IN_GROUPS(ADD)
#undef ADD
    for (size_t j = 0; j < columns; j++) out[j] = accumulates ? out[j] + totals[j] : totals[j];
}
