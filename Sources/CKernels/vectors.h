// Template: products of a matrix and a vector. WIDEST elements are two vectors of 32 bytes.
#include "transpose.h"

// Groups of 8 rows, and smaller ones for the rest: the same for every number of columns.
#define PANEL 1024
// How far rows that come from memory are asked for before they are read, in bytes: the prefetchers stop at every page.
#define ROWS_AHEAD 2048
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

// Into the second-level cache, so that the first keeps what is in use. Asking for memory that is not there does nothing.
TESSERA_INLINE void LOCAL(fetch)(size_t bytes, const char *from) {
    for (size_t byte = 0; byte < bytes; byte += 64) __builtin_prefetch(from + byte, 0, 2);
}

// Into the first, what is read next.
TESSERA_INLINE void LOCAL(fetch_near)(size_t bytes, const char *from) {
    for (size_t byte = 0; byte < bytes; byte += 64) __builtin_prefetch(from + byte, 0, 3);
}

#define LANES 1
#include "strips.h"
#define LANES 2
#include "strips.h"
#define LANES 4
#include "strips.h"
#define LANES 8
#include "strips.h"
#if WIDEST == 16
#define LANES 16
#include "strips.h"
#define WIDE(name) LOCAL(name##_16)
#else
#define WIDE(name) LOCAL(name##_8)
#endif

// Inlined with constant `columns`.
TESSERA_INLINE void LOCAL(short_dots)(
    size_t rows, size_t columns, const REAL *x, ptrdiff_t stride, const REAL *w, REAL *out, bool accumulates) {
    for (size_t i = 0; i < rows; i++) {
        REAL sum = 0;
        TESSERA_UNROLL
        for (size_t j = 0; j < columns; j++) sum += x[(ptrdiff_t)i * stride + (ptrdiff_t)j] * w[j];
        out[i] = accumulates ? out[i] + sum : sum;
    }
}

// A dense matrix has its stride known to the compiler.
#define CASE(columns) \
    case columns: \
        if (stride == columns) { \
            LOCAL(short_dots)(rows, columns, x, columns, w, out, accumulates); \
        } else { \
            LOCAL(short_dots)(rows, columns, x, stride, w, out, accumulates); \
        } \
        break;
TESSERA_KERNEL void KERNEL(row_dots)(
    size_t rows, size_t columns, const REAL *x, size_t row_stride, const REAL *w, REAL *out, bool accumulates) {
    const ptrdiff_t stride = (ptrdiff_t)row_stride;
    // The prefetchers lose track of four rows read abreast unless they are as long as a page, or so short that they
    // are one stream. In a cache that is still the faster way.
    const size_t size = columns * sizeof *x;
    const bool by_row = size >= 512 && size < 4096 && rows * size > 128 * 1024;
    const size_t ahead = size <= 1024 && rows * size > 64 * 1024 ? ROWS_AHEAD : 0;
    switch (columns) {
        CASE(0)
        CASE(1)
        CASE(2)
        CASE(3)
        default:
            if (columns <= 4) {
                LOCAL(row_dots_4)(rows, columns, x, stride, w, false, 0, out, accumulates);
            } else if (columns <= 8) {
                LOCAL(row_dots_8)(rows, columns, x, stride, w, false, 0, out, accumulates);
            } else {
                WIDE(row_dots)(rows, columns, x, stride, w, by_row, ahead, out, accumulates);
            }
    }
}
#undef CASE


// At most WIDEST columns.
TESSERA_INLINE void LOCAL(weighted_narrow)(
    size_t rows, size_t columns, const REAL *x, ptrdiff_t stride, const REAL *g, REAL *out, bool accumulates) {
    const ptrdiff_t count = (ptrdiff_t)columns;
    if (columns == 1) {
        LOCAL(weighted_panel_1)(rows, x, stride, 0, g, out, accumulates);
    } else if (columns == 2) {
        LOCAL(weighted_panel_2)(rows, x, stride, 1, g, out, accumulates);
    } else if (columns <= 4) {
        LOCAL(weighted_panel_4)(rows, x, stride, count - 2, g, out, accumulates);
    } else if (columns <= 8) {
        LOCAL(weighted_panel_8)(rows, x, stride, count - 4, g, out, accumulates);
    } else {
        WIDE(weighted_panel)(rows, x, stride, count - WIDEST / 2, g, out, accumulates);
    }
}

TESSERA_KERNEL void KERNEL(weighted_row_sum)(
    size_t rows, size_t columns, const REAL *x, size_t row_stride, const REAL *g, REAL *out, bool accumulates,
    size_t ahead) {
    const ptrdiff_t stride = (ptrdiff_t)row_stride;
    while (columns > WIDEST) {
        const size_t count = columns < PANEL ? columns - columns % WIDEST : PANEL;
        WIDE(weighted_panels)(rows, count, x, stride, g, out, accumulates, ahead);
        x += count;
        out += count;
        columns -= count;
    }
    if (columns > 0) LOCAL(weighted_narrow)(rows, columns, x, stride, g, out, accumulates);
}
#undef WIDE
#undef PANEL
#undef ROWS_AHEAD
#undef GROUP
#undef IN_GROUPS
#undef SHUFFLE
