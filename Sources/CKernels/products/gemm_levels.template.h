// Template: batched GEMM for all instruction sets, and the functions that choose among them.
// Expects REAL, LOCAL and KERNEL (f32.h or f64.h) and WIDEST, the elements of 64 bytes. Included once per precision by
// gemm.c. Redefines LOCAL, so that every helper exists once per instruction set.
// Memory that the tiles of a matrix prefetch: the next matrices a, b and c of the batch, and how many bytes of each are
// a tile's part.
typedef struct {
    const char *next[3];
    size_t bytes[3];
} KERNEL(Prefetch);

// The operands of `batch` products with `count` tiles each, one below the other. Strides are in elements. b_half_offset
// and c_half_offset are the offsets of the second half of a row of a tile, as explained in lanes.template.h.
// `prefetch` is NULL where nothing is prefetched.
typedef struct {
    size_t batch, count, depth;
    const REAL *a, *b;
    REAL *c;
    ptrdiff_t a_row, a_column, a_batch;
    ptrdiff_t b_row, b_column, b_batch, b_half_offset;
    ptrdiff_t c_row, c_batch, c_half_offset;
    KERNEL(Prefetch) *prefetch;
    bool accumulates;
} KERNEL(Tiles);

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

TESSERA_INLINE void KERNEL(run_batched_gemm)(int level, KERNEL(Tiles) *tiles, size_t rows, size_t columns) {
    switch (level) {
#ifdef HAS_LEVELS
        case 3: SUFFIX(batched_gemm, v4)(tiles, rows, columns); break;
        case 2: SUFFIX(batched_gemm, v3)(tiles, rows, columns); break;
#endif
        default: SUFFIX(batched_gemm, base)(tiles, rows, columns);
    }
}

#define TILES \
    { \
        .batch = batch, .depth = depth, .accumulates = accumulates, .a = a, .a_row = a_row, .a_column = a_column, \
        .a_batch = a_batch, .b = b, .b_row = b_row, .b_column = b_column, .b_batch = b_batch, .c = c, \
        .c_row = (ptrdiff_t)columns, .c_batch = c_batch \
    }

void KERNEL(batched_gemm_level)(
    int level, size_t batch, size_t rows, size_t columns, size_t depth, const REAL *a, ptrdiff_t a_batch,
    ptrdiff_t a_row, ptrdiff_t a_column, const REAL *b, ptrdiff_t b_batch, ptrdiff_t b_row, ptrdiff_t b_column, REAL *c,
    ptrdiff_t c_batch, bool accumulates) {
    KERNEL(Tiles) tiles = TILES;
    KERNEL(run_batched_gemm)(level, &tiles, rows, columns);
}

void KERNEL(batched_gemm)(
    size_t batch, size_t rows, size_t columns, size_t depth, const REAL *a, ptrdiff_t a_batch, ptrdiff_t a_row,
    ptrdiff_t a_column, const REAL *b, ptrdiff_t b_batch, ptrdiff_t b_row, ptrdiff_t b_column, REAL *c,
    ptrdiff_t c_batch, bool accumulates) {
    KERNEL(Tiles) tiles = TILES;
    KERNEL(run_batched_gemm)(instruction_level(), &tiles, rows, columns);
}
#undef TILES
#undef SUFFIX
