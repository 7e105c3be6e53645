// Template: weighted sums of rows, LANES columns wide.

// Adds the weighted sum of at most 8 rows, which is made in two chains.
TESSERA_INLINE void SIZED(add_weighted)(
    size_t count, const REAL *x, ptrdiff_t stride, ptrdiff_t gap, const REAL *g, SIZED(Vector) *total) {
    SIZED(Vector) even = (SIZED(Vector)){0}, odd = (SIZED(Vector)){0}, row;
    TESSERA_UNROLL
    for (size_t r = 0; r < count; r++) {
        SIZED(load)(x + (ptrdiff_t)r * stride, gap, &row);
        if (r % 2 == 0) {
            even += row * g[r];
        } else {
            odd += row * g[r];
        }
    }
    *total += even + odd;
}

// LANES columns or, by a narrower gap, fewer; the sum stays in a register.
TESSERA_INLINE void SIZED(weighted_panel)(
    size_t rows, const REAL *x, ptrdiff_t stride, ptrdiff_t gap, const REAL *g, REAL *out, bool accumulates) {
    SIZED(Vector) total = (SIZED(Vector)){0};
#define ADD(count) SIZED(add_weighted)(count, x, stride, gap, g, &total);
    IN_GROUPS(ADD)
#undef ADD
    SIZED(store)(&total, out, gap, accumulates);
}

// A multiple of LANES columns.
TESSERA_INLINE void SIZED(add_group)(
    size_t count, size_t columns, const REAL *x, ptrdiff_t stride, const REAL *g, REAL *totals) {
    REAL weights[8];
    TESSERA_UNROLL
    for (size_t r = 0; r < count; r++) weights[r] = g[r];
    for (size_t j = 0; j < columns; j += LANES) {
        SIZED(add_weighted)(count, x + j, stride, HALF, weights, (SIZED(Vector) *)(totals + j));
    }
}

// Reads whole rows, from memory in order, and adds to an array of sums. Where `ahead` is not 0 the memory that begins so
// many bytes further on is asked for: a quarter as much as is read, which is what arrives while the rows are in cache.
TESSERA_INLINE void SIZED(weighted_panels)(
    size_t rows, size_t columns, const REAL *x, ptrdiff_t stride, const REAL *g, REAL *out, bool accumulates,
    size_t ahead) {
    REAL totals[PANEL];
    for (size_t j = 0; j < columns; j++) totals[j] = 0;
    const REAL *start = x;
    const char *next = (const char *)x + ahead;
#define ADD(count) \
    if (ahead) LOCAL(fetch)(count * columns * sizeof *x / 4, next + (x - start) * sizeof *x / 4); \
    SIZED(add_group)(count, columns, x, stride, g, totals);
    IN_GROUPS(ADD)
#undef ADD
    for (size_t j = 0; j < columns; j++) out[j] = accumulates ? out[j] + totals[j] : totals[j];
}
