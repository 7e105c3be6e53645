// Template: the packed product for all instruction sets, and the function that chooses among them.
// Expects REAL, LOCAL and KERNEL (f32.h or f64.h), WIDEST, the elements of 64 bytes, and BLOCK_ROWS. Included once per
// precision by packed_gemm.c.
#include "../common/transpose.template.h"
#undef SHUFFLE

// Returns the number of rows of a block of a with those that fill up its last panel.
TESSERA_INLINE size_t LOCAL(packed_rows)(size_t rows) { return ROUND_ROWS(LESSER(rows, BLOCK_ROWS)); }

#ifdef HAS_LEVELS
#define LEVEL(name) LOCAL(name##_v4)
#define TARGET TARGET_V4
#define LANES WIDEST
#define ROWS 12
#define VECTORS 2
#include "packed_gemm.template.h"

#define LEVEL(name) LOCAL(name##_v3)
#define TARGET TARGET_V3
#define LANES (WIDEST / 2)
#define ROWS 6
#define VECTORS 2
#include "packed_gemm.template.h"
#endif

// Vectors of 16 bytes: SSE has 16 registers for them, NEON 32.
#define LEVEL(name) LOCAL(name##_base)
#define TARGET
#define LANES (WIDEST / 4)
#ifdef __aarch64__
#define ROWS 8
#define VECTORS 3
#else
#define ROWS 4
#define VECTORS 2
#endif
#include "packed_gemm.template.h"

size_t TYPE(packed_gemm_scratch)(size_t rows, size_t columns) {
    return (LOCAL(packed_rows)(rows) + ROUND_COLUMNS(LESSER(columns, BLOCK_COLUMNS))) * BLOCK_DEPTH;
}

#ifdef HAS_LEVELS
#define FOR_LEVEL(name) \
    switch (level) { \
        case 3: LOCAL(name##_v4)(ARGUMENTS); break; \
        case 2: LOCAL(name##_v3)(ARGUMENTS); break; \
        default: LOCAL(name##_base)(ARGUMENTS); \
    }
#else
#define FOR_LEVEL(name) LOCAL(name##_base)(ARGUMENTS)
#endif

void TYPE(packed_gemm)(
    int level, size_t rows, size_t columns, size_t depth, const REAL *a, ptrdiff_t a_row, ptrdiff_t a_column,
    const REAL *b, ptrdiff_t b_row, ptrdiff_t b_column, REAL *c, ptrdiff_t c_row, bool accumulates, REAL *scratch) {
    if (depth == 0 && !accumulates) {
        for (size_t i = 0; i < rows; i++) {
            for (size_t j = 0; j < columns; j++) c[(ptrdiff_t)i * c_row + (ptrdiff_t)j] = 0;
        }
    }
#define ARGUMENTS rows, columns, depth, a, a_row, a_column, b, b_row, b_column, c, c_row, accumulates, scratch
    FOR_LEVEL(packed_gemm)
#undef ARGUMENTS
}

void TYPE(pack_panels)(
    int level, size_t columns, size_t depth, const REAL *b, ptrdiff_t b_row, ptrdiff_t b_column, REAL *panels) {
#define ARGUMENTS columns, depth, b, b_row, b_column, panels
    FOR_LEVEL(pack_panels)
#undef ARGUMENTS
}

void TYPE(multiply_packed)(
    int level, size_t rows, size_t columns, size_t depth, const REAL *a, ptrdiff_t a_row, ptrdiff_t a_column,
    const REAL *panels, REAL *c, ptrdiff_t c_row, bool accumulates, REAL *scratch) {
#define ARGUMENTS rows, columns, depth, a, a_row, a_column, panels, c, c_row, accumulates, scratch
    FOR_LEVEL(multiply_packed)
#undef ARGUMENTS
}
#undef FOR_LEVEL
