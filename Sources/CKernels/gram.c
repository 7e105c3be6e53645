// The Gram matrix of a table's columns.
#include "CKernels.h"
#include "platform.h"

#define HEIGHT 4
#define LANES 4
#define MOST_VECTORS 2

typedef double Vector __attribute__((vector_size(LANES * sizeof(double)), aligned(sizeof(double)), may_alias));

// HEIGHT rows of the matrix and `vectors` times LANES columns, which stay in registers: 8 sums hide the latency of an
// addition. Inlined with constant `vectors`.
TESSERA_INLINE void add_block(
    size_t rows, size_t columns, const double *x, const double *y, double *gram, const size_t vectors) {
    Vector sum[HEIGHT][MOST_VECTORS];
    TESSERA_UNROLL
    for (size_t i = 0; i < HEIGHT; i++) {
        TESSERA_UNROLL
        for (size_t j = 0; j < vectors; j++) sum[i][j] = (Vector){0};
    }
    // Unrolled further, or three vectors wide, the sums would not fit the registers.
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

TESSERA_KERNEL void tessera_add_gram_f64(
    size_t rows, size_t columns, const double *x, double *gram, const void *ahead, size_t ahead_bytes) {
    const size_t blocks = columns * (columns + 2 * LANES) / (2 * HEIGHT * MOST_VECTORS * LANES);
    const size_t bytes_each = ahead_bytes / (blocks + 1) + 1;
    const char *line = ahead, *const end = line + ahead_bytes, *next = line;
    for (size_t i = 0; i < columns; i += HEIGHT) {
        size_t j = i;
        for (; columns - j >= MOST_VECTORS * LANES; j += MOST_VECTORS * LANES) {
            for (next += bytes_each; line < next && line < end; line += 64) __builtin_prefetch(line, 0, 2);
            add_block(rows, columns, x + i, x + j, gram + i * columns + j, MOST_VECTORS);
        }
        if (columns - j == LANES) add_block(rows, columns, x + i, x + j, gram + i * columns + j, 1);
    }
}

#define WIDEN(REAL, type) \
    TESSERA_KERNEL void tessera_widen_rows_##type( \
        size_t rows, size_t columns, const REAL *x, const double *shifts, const double *scales, double *out, \
        size_t out_stride) { \
        for (size_t row = 0; row < rows; row++, x += columns, out += out_stride) { \
            TESSERA_LOOP \
            for (size_t j = 0; j < columns; j++) out[j] = ((double)x[j] - shifts[j]) * scales[j]; \
        } \
    }

WIDEN(float, f32)
WIDEN(double, f64)
