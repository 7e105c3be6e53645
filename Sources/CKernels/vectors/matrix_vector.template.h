// Template: products of a matrix and a vector: gemv (x w) and transposed gemv (x^T g).
// Expects REAL, LOCAL and KERNEL (f32.h or f64.h), WIDEST, the elements of two vectors of 32 bytes, and BITS, an
// integer of the size of REAL. Included once per precision by matrix_vector.c.
#include "../common/transpose.template.h"

// The most columns whose sums gemv_transposed keeps at a time.
#define PANEL 1024
// Prefetch distance in bytes for rows that come from memory. Software prefetch is needed because hardware prefetchers
// stop at every page boundary.
#define PREFETCH_DISTANCE 2048
// Rows are added in groups of 8, and of 4, 2 and 1 for the remainder. The groups are the same for every number of
// columns, so that the order of the additions depends on the number of rows alone.
#define GROUP(count, add) \
    add(count) \
    x += count * stride; \
    g += count;
#define IN_GROUPS(add) \
    for (size_t n = rows / 8; n > 0; n--) { \
        GROUP(8, add) \
    } \
    if (rows & 4) { \
        GROUP(4, add) \
    } \
    if (rows & 2) { \
        GROUP(2, add) \
    } \
    if (rows & 1) { \
        GROUP(1, add) \
    }

// Prefetches into the L2 cache, so that L1 keeps the data in use. Prefetching an unmapped address has no effect.
TESSERA_INLINE void LOCAL(prefetch_to_l2)(size_t bytes, const char *from) {
    for (size_t byte = 0; byte < bytes; byte += 64) __builtin_prefetch(from + byte, 0, 2);
}

// Prefetches into the L1 cache, for data that is read next.
TESSERA_INLINE void LOCAL(prefetch_to_l1)(size_t bytes, const char *from) {
    for (size_t byte = 0; byte < bytes; byte += 64) __builtin_prefetch(from + byte, 0, 3);
}

#define LANES 1
#include "gemv_panels.template.h"
#define LANES 2
#include "gemv_panels.template.h"
#define LANES 4
#include "gemv_panels.template.h"
#define LANES 8
#include "gemv_panels.template.h"
#if WIDEST == 16
#define LANES 16
#include "gemv_panels.template.h"
#define WIDE(name) LOCAL(name##_16)
#else
#define WIDE(name) LOCAL(name##_8)
#endif

// Dot products of rows of at most 3 columns, in scalars. It must be inlined with a constant `columns`.
TESSERA_INLINE void LOCAL(gemv_narrow)(
    size_t rows, size_t columns, const REAL *x, ptrdiff_t stride, const REAL *w, REAL *out, bool accumulates) {
    for (size_t i = 0; i < rows; i++) {
        REAL sum = 0;
        TESSERA_UNROLL
        for (size_t j = 0; j < columns; j++) sum += x[(ptrdiff_t)i * stride + (ptrdiff_t)j] * w[j];
        out[i] = accumulates ? out[i] + sum : sum;
    }
}

// A dense matrix passes its stride as a constant, which the compiler can use.
#define CASE(columns) \
    case columns: \
        if (stride == columns) { \
            LOCAL(gemv_narrow)(rows, columns, x, columns, w, out, accumulates); \
        } else { \
            LOCAL(gemv_narrow)(rows, columns, x, stride, w, out, accumulates); \
        } \
        break;
TESSERA_KERNEL void KERNEL(gemv)(
    size_t rows, size_t columns, const REAL *x, size_t row_stride, const REAL *w, REAL *out, bool accumulates) {
    const ptrdiff_t stride = (ptrdiff_t)row_stride;
    // Hardware prefetchers lose track of four rows that are read side by side, unless the rows are at least as long as
    // a page, or so short that they form one stream. For data in a cache, four rows at a time are still faster.
    const size_t size = columns * sizeof *x;
    const bool by_row = size >= 512 && size < 4096 && rows * size > 128 * 1024;
    const size_t prefetch_distance = size <= 1024 && rows * size > 64 * 1024 ? PREFETCH_DISTANCE : 0;
    switch (columns) {
        CASE(0)
        CASE(1)
        CASE(2)
        CASE(3)
        default:
            if (columns <= 4) {
                LOCAL(gemv_4)(rows, columns, x, stride, w, false, 0, out, accumulates);
            } else if (columns <= 8) {
                LOCAL(gemv_8)(rows, columns, x, stride, w, false, 0, out, accumulates);
            } else {
                WIDE(gemv)(rows, columns, x, stride, w, by_row, prefetch_distance, out, accumulates);
            }
    }
}
#undef CASE

// The weighted sum of rows of at most WIDEST columns.
TESSERA_INLINE void LOCAL(gemv_transposed_narrow)(
    size_t rows, size_t columns, const REAL *x, ptrdiff_t stride, const REAL *g, REAL *out, bool accumulates) {
    const ptrdiff_t count = (ptrdiff_t)columns;
    if (columns == 1) {
        LOCAL(gemv_transposed_panel_1)(rows, x, stride, 0, g, out, accumulates);
    } else if (columns == 2) {
        LOCAL(gemv_transposed_panel_2)(rows, x, stride, 1, g, out, accumulates);
    } else if (columns <= 4) {
        LOCAL(gemv_transposed_panel_4)(rows, x, stride, count - 2, g, out, accumulates);
    } else if (columns <= 8) {
        LOCAL(gemv_transposed_panel_8)(rows, x, stride, count - 4, g, out, accumulates);
    } else {
        WIDE(gemv_transposed_panel)(rows, x, stride, count - WIDEST / 2, g, out, accumulates);
    }
}

TESSERA_KERNEL void KERNEL(gemv_transposed)(
    size_t rows, size_t columns, const REAL *x, size_t row_stride, const REAL *g, REAL *out, bool accumulates,
    size_t prefetch_distance) {
    const ptrdiff_t stride = (ptrdiff_t)row_stride;
    while (columns > WIDEST) {
        const size_t count = columns < PANEL ? columns - columns % WIDEST : PANEL;
        WIDE(gemv_transposed_panels)(rows, count, x, stride, g, out, accumulates, prefetch_distance);
        x += count;
        out += count;
        columns -= count;
    }
    if (columns > 0) LOCAL(gemv_transposed_narrow)(rows, columns, x, stride, g, out, accumulates);
}
#undef WIDE
#undef PANEL
#undef PREFETCH_DISTANCE
#undef GROUP
#undef IN_GROUPS
#undef SHUFFLE
