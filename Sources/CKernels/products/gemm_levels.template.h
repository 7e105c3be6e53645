// Template: batched GEMM for all instruction sets, and the functions that choose among them.
// Expects REAL, LOCAL and KERNEL (f32.h or f64.h) and WIDEST, the elements of 64 bytes. Included once per precision by
// gemm.c. Redefines LOCAL, so that every helper exists once per instruction set.
#if WIDEST == 16
#define SUFFIX(name, level) name##_f32_##level
#else
#define SUFFIX(name, level) name##_f64_##level
#endif
#undef LOCAL

#ifdef HAS_LEVELS
#define LOCAL(name) SUFFIX(name, v4)
#define TARGET TARGET_V4
#define TILE_LANES (2 * WIDEST)
#define TILE_ROWS 8
#include "gemm.template.h"

#define LOCAL(name) SUFFIX(name, v3)
#define TARGET TARGET_V3
#define TILE_LANES WIDEST
#define TILE_ROWS 4
#include "gemm.template.h"
#endif

#define LOCAL(name) SUFFIX(name, base)
#define TARGET
#define TILE_LANES WIDEST
#define TILE_ROWS 4
#include "gemm.template.h"

void KERNEL(batched_gemm_level)(
    int level, size_t batch, size_t rows, size_t columns, size_t depth, const REAL *a, ptrdiff_t a_batch,
    ptrdiff_t a_row, ptrdiff_t a_column, const REAL *b, ptrdiff_t b_batch, ptrdiff_t b_row, ptrdiff_t b_column, REAL *c,
    ptrdiff_t c_batch, bool accumulates) {
#define ARGUMENTS \
    batch, rows, columns, depth, a, a_batch, a_row, a_column, b, b_batch, b_row, b_column, c, c_batch, accumulates
    switch (level) {
#ifdef HAS_LEVELS
        case 3: SUFFIX(batched_gemm, v4)(ARGUMENTS); break;
        case 2: SUFFIX(batched_gemm, v3)(ARGUMENTS); break;
#endif
        default: SUFFIX(batched_gemm, base)(ARGUMENTS);
    }
}

void KERNEL(batched_gemm)(
    size_t batch, size_t rows, size_t columns, size_t depth, const REAL *a, ptrdiff_t a_batch, ptrdiff_t a_row,
    ptrdiff_t a_column, const REAL *b, ptrdiff_t b_batch, ptrdiff_t b_row, ptrdiff_t b_column, REAL *c,
    ptrdiff_t c_batch, bool accumulates) {
    KERNEL(batched_gemm_level)(tessera_gemm_levels(), ARGUMENTS);
}
#undef ARGUMENTS
#undef SUFFIX
