// The Gram matrix x^T x of a table's columns (BLAS: syrk).
#include "CKernels/Products.h"
#include "../common/platform.h"

#define HEIGHT 4
#define LANES 4
#define MOST_VECTORS 2

typedef double Vector __attribute__((vector_size(LANES * sizeof(double)), aligned(sizeof(double)), may_alias));

// The micro-kernel: adds to a register tile of HEIGHT rows of the Gram matrix by `vectors` times LANES columns. Its 8
// accumulators hide the latency of an addition. It must be inlined with a constant `vectors`.
TESSERA_INLINE void add_block(
    size_t rows, size_t columns, const double *x, const double *y, double *gram, const size_t vectors) {
    Vector sum[HEIGHT][MOST_VECTORS];
    TESSERA_UNROLL
    for (size_t i = 0; i < HEIGHT; i++) {
        TESSERA_UNROLL
        for (size_t j = 0; j < vectors; j++) sum[i][j] = (Vector){0};
    }
    // If this loop were unrolled, or the tile three vectors wide, the sums would not fit the registers.
    TESSERA_ROLL
    for (size_t row = 0; row < rows; row++, x += columns, y += columns) {
        Vector right[MOST_VECTORS];
        TESSERA_UNROLL
        for (size_t j = 0; j < vectors; j++) right[j] = ((const Vector *)y)[j];
        TESSERA_UNROLL
        for (size_t i = 0; i < HEIGHT; i++) {
            const Vector left = {x[i], x[i], x[i], x[i]};
            TESSERA_UNROLL
            for (size_t j = 0; j < vectors; j++) sum[i][j] += left * right[j];
        }
    }
    TESSERA_UNROLL
    for (size_t i = 0; i < HEIGHT; i++) {
        TESSERA_UNROLL
        for (size_t j = 0; j < vectors; j++) ((Vector *)(gram + i * columns))[j] += sum[i][j];
    }
}

// Adds to two blocks of HEIGHT rows each, not adjacent, and the same LANES columns. That makes 8 accumulators again, of
// which a single block of rows would have only half.
TESSERA_INLINE void add_pair(
    size_t rows, size_t columns, const double *a, const double *b, const double *y, double *upper, double *lower) {
    Vector sum[2][HEIGHT];
    TESSERA_UNROLL
    for (size_t i = 0; i < HEIGHT; i++) sum[0][i] = sum[1][i] = (Vector){0};
    TESSERA_ROLL
    for (size_t row = 0; row < rows; row++, a += columns, b += columns, y += columns) {
        const Vector right = *(const Vector *)y;
        TESSERA_UNROLL
        for (size_t i = 0; i < HEIGHT; i++) {
            sum[0][i] += (Vector){a[i], a[i], a[i], a[i]} * right;
            sum[1][i] += (Vector){b[i], b[i], b[i], b[i]} * right;
        }
    }
    TESSERA_UNROLL
    for (size_t i = 0; i < HEIGHT; i++) {
        *(Vector *)(upper + i * columns) += sum[0][i];
        *(Vector *)(lower + i * columns) += sum[1][i];
    }
}

// Adds the last LANES columns of every other block of rows. Columns are taken two vectors at a time, which leaves one
// vector for the blocks that have an odd number of vectors from the diagonal on.
TESSERA_INLINE void add_last_columns(size_t rows, size_t columns, const double *x, double *gram) {
    const size_t last = columns - LANES, step = MOST_VECTORS * LANES;
    size_t i = columns / LANES % 2 ? 0 : HEIGHT;
    for (; i + step <= last; i += 2 * step) {
        double *const upper = gram + i * columns + last;
        add_pair(rows, columns, x + i, x + i + step, x + last, upper, upper + step * columns);
    }
    if (i <= last) add_block(rows, columns, x + i, x + last, gram + i * columns + last, 1);
}

TESSERA_KERNEL void add_gram(
    size_t rows, size_t columns, const double *x, double *gram, const void *prefetch_start, size_t prefetch_bytes) {
    const size_t blocks = columns * (columns + 2 * LANES) / (2 * HEIGHT * MOST_VECTORS * LANES);
    const size_t bytes_each = prefetch_bytes / (blocks + 1) + 1;
    const char *line = prefetch_start, *const end = line + prefetch_bytes, *next = line;
    for (size_t i = 0; i < columns; i += HEIGHT) {
        for (size_t j = i; columns - j >= MOST_VECTORS * LANES; j += MOST_VECTORS * LANES) {
            for (next += bytes_each; line < next && line < end; line += 64) __builtin_prefetch(line, 0, 2);
            add_block(rows, columns, x + i, x + j, gram + i * columns + j, MOST_VECTORS);
        }
    }
    add_last_columns(rows, columns, x, gram);
}
