// Template: the column sums of a matrix (the sum over its rows) by pairwise summation; see Higham, "The accuracy of
// floating point summation" (1993).
// Expects REAL, LOCAL and KERNEL (f32.h or f64.h). Included once per precision by column_sums.c.

// A block of ROWS rows is added in 16 lanes (row i of the block to lane i % 16). The lanes are added by halving, and
// the blocks pairwise.
#define LANES 16
#define ROWS 256
#define PANEL 128
#define LEVELS 24

TESSERA_INLINE void LOCAL(add_to)(size_t n, REAL *sum, const REAL *x) {
    TESSERA_LOOP
    for (size_t i = 0; i < n; i++) sum[i] += x[i];
}

// Adds at most ROWS rows to lanes[lane * columns + j], then the lanes by halving; the sums end up in lane 0.
TESSERA_INLINE void LOCAL(sum_block)(size_t rows, size_t columns, const REAL *x, size_t row_stride, REAL *lanes) {
    memset(lanes, 0, LANES * columns * sizeof *lanes);
    size_t row = 0;
    if (row_stride == columns) {
        // In a dense matrix, 16 rows are one array of the same length as all the lanes.
        for (; row + LANES <= rows; row += LANES) LOCAL(add_to)(LANES * columns, lanes, x + row * columns);
    }
    for (; row < rows; row++) LOCAL(add_to)(columns, lanes + row % LANES * columns, x + row * row_stride);
    for (size_t width = LANES / 2; width > 0; width /= 2) {
        LOCAL(add_to)(width * columns, lanes, lanes + width * columns);
    }
}

// Adds blocks pairwise, like the carries of a binary counter: level k holds the sum of 2^k blocks, and the last level
// accumulates all that would exceed it.
TESSERA_INLINE void LOCAL(sum_panel)(size_t rows, size_t columns, const REAL *x, size_t row_stride, REAL *out) {
    REAL levels[LEVELS][PANEL];
    REAL lanes[LANES * PANEL];
    size_t used = 0;  // bit k: level k holds a sum
    for (size_t start = 0; start < rows; start += ROWS) {
        const size_t count = rows - start < ROWS ? rows - start : ROWS;
        LOCAL(sum_block)(count, columns, x + start * row_stride, row_stride, lanes);
        size_t level = 0;
        for (; used >> level & 1 && level < LEVELS - 1; level++) {
            LOCAL(add_to)(columns, lanes, levels[level]);
            used ^= (size_t)1 << level;
        }
        if (used >> level & 1) LOCAL(add_to)(columns, lanes, levels[level]);
        memcpy(levels[level], lanes, columns * sizeof *lanes);
        used |= (size_t)1 << level;
    }
    memset(out, 0, columns * sizeof *out);
    for (size_t level = 0; level < LEVELS; level++) {
        if (used >> level & 1) LOCAL(add_to)(columns, out, levels[level]);
    }
}

TESSERA_KERNEL void KERNEL(column_sums)(size_t rows, size_t columns, const REAL *x, size_t row_stride, REAL *out) {
    for (size_t j = 0; j < columns; j += PANEL) {
        const size_t count = columns - j < PANEL ? columns - j : PANEL;
        LOCAL(sum_panel)(rows, count, x + j, row_stride, out + j);
    }
}
#undef LANES
#undef ROWS
#undef PANEL
#undef LEVELS
