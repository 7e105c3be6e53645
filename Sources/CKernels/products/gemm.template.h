// Template: matrix products (GEMM) for small matrices, by register tiles and packed panels of b, after Goto and van de
// Geijn, "Anatomy of high-performance matrix multiplication" (2008).
// Expects REAL, LOCAL and KERNEL (f32.h or f64.h) and WIDEST, the columns of the widest tile: two vectors of 32 bytes.
// Included once per precision by gemm.c.

// The depth of a block of the sum over k: a panel of b this deep fits the packing buffer, and the buffer fits the L1
// cache. Deeper sums are accumulated block by block.
#define DEPTH 256
#define BUFFER (DEPTH * WIDEST)

// The number of rows of a full tile: eight accumulators in registers hide the latency of an addition.
#define FULL_ROWS(width) ((width) == WIDEST ? 4 : 8)

// The operands of `batch` products with `count` tiles each, one below the other. Strides are in elements. b_half_offset
// and c_half_offset are the offsets of the second half of a row of a tile, as explained in lanes.template.h.
typedef struct {
    size_t batch, count, depth;
    const REAL *a, *b;
    REAL *c;
    ptrdiff_t a_row, a_column, a_batch;
    ptrdiff_t b_row, b_column, b_batch, b_half_offset;
    ptrdiff_t c_row, c_batch, c_half_offset;
    bool accumulates;
} LOCAL(Tiles);

#include "../common/transpose.template.h"

#define LANES 2
#include "micro_kernel.template.h"
#define LANES 4
#include "micro_kernel.template.h"
#define LANES 8
#include "micro_kernel.template.h"
#if WIDEST == 16
#define LANES 16
#include "micro_kernel.template.h"
#endif
#include "micro_kernel_4x4.template.h"

static void LOCAL(pack)(size_t width, const LOCAL(Tiles) *tiles, REAL *packed) {
    switch (width) {
        case 2: LOCAL(pack_2)(tiles, packed); break;
        case 4: LOCAL(pack_4)(tiles, packed); break;
        case 8: LOCAL(pack_8)(tiles, packed); break;
#if WIDEST == 16
        case 16: LOCAL(pack_16)(tiles, packed); break;
#endif
    }
}

static void LOCAL(multiply_tiles)(size_t width, const LOCAL(Tiles) *tiles, size_t rows) {
    switch (width) {
        case 2: LOCAL(multiply_2)(tiles, rows); break;
        case 4: LOCAL(multiply_4)(tiles, rows); break;
        case 8: LOCAL(multiply_8)(tiles, rows); break;
#if WIDEST == 16
        case 16: LOCAL(multiply_16)(tiles, rows); break;
#endif
    }
}

// Returns whether rows of b would conflict in the cache: rows that are a multiple of 512 bytes apart map to a few sets
// of the L1 cache and evict each other.
static bool LOCAL(conflicts_in_cache)(const LOCAL(Tiles) *tiles, size_t rows) {
    return rows >= 32 && tiles->depth >= 64 && tiles->b_row * (ptrdiff_t)sizeof(REAL) % 512 == 0;
}

// Multiplies 2 to WIDEST columns of b, and packs them first where b is strided or its rows conflict in the cache.
static void LOCAL(multiply_panel)(LOCAL(Tiles) tiles, size_t rows, size_t columns) {
    _Alignas(64) REAL packed[BUFFER];
    const size_t width = columns > 8 ? 16 : columns > 4 ? 8 : columns > 2 ? 4 : 2;
    tiles.b_half_offset = tiles.c_half_offset = (ptrdiff_t)(columns - width / 2);
    if (tiles.b_column != 1 || LOCAL(conflicts_in_cache)(&tiles, rows)) {
        LOCAL(pack)(width, &tiles, packed);
        tiles.b = packed;
        tiles.b_row = (ptrdiff_t)width;
        tiles.b_batch = (ptrdiff_t)(width * tiles.depth);
        tiles.b_half_offset = (ptrdiff_t)(width / 2);
    }
    const size_t whole = rows - rows % FULL_ROWS(width);
    tiles.count = whole / FULL_ROWS(width);
    if (tiles.count > 0) LOCAL(multiply_tiles)(width, &tiles, FULL_ROWS(width));
    tiles.a += (ptrdiff_t)whole * tiles.a_row;
    tiles.c += (ptrdiff_t)whole * tiles.c_row;
    tiles.count = 1;
    if (whole < rows) LOCAL(multiply_tiles)(width, &tiles, rows - whole);
}

static void LOCAL(multiply_panels)(LOCAL(Tiles) tiles, size_t rows, size_t columns) {
    while (columns > 0) {
        // A tile has at least 2 columns, so a single column must not remain.
        const size_t count = columns == WIDEST + 1 ? WIDEST / 2 : columns < WIDEST ? columns : WIDEST;
        LOCAL(multiply_panel)(tiles, rows, count);
        tiles.b += (ptrdiff_t)count * tiles.b_column;
        tiles.c += count;
        columns -= count;
    }
}

// Vector-matrix products (gemv): a is a single row, and b is contiguous in one direction or a single column. A strided
// row is copied first.
static void LOCAL(multiply_by_gemv)(LOCAL(Tiles) tiles, size_t columns) {
    REAL packed[DEPTH];
    for (size_t n = 0; n < tiles.batch; n++) {
        const REAL *row = tiles.a;
        if (tiles.a_column != 1) {
            for (size_t k = 0; k < tiles.depth; k++) packed[k] = row[(ptrdiff_t)k * tiles.a_column];
            row = packed;
        }
        if (tiles.b_row == 1) {
            KERNEL(gemv)(columns, tiles.depth, tiles.b, (size_t)tiles.b_column, row, tiles.c, tiles.accumulates);
        } else {
            KERNEL(gemv_transposed)(
                tiles.depth, columns, tiles.b, (size_t)tiles.b_row, row, tiles.c, tiles.accumulates, 0);
        }
        tiles.a += tiles.a_batch;
        tiles.b += tiles.b_batch;
        tiles.c += tiles.c_batch;
    }
}

// Multiplies in blocks of DEPTH terms of the sum over k, of which all but the first accumulate.
static void LOCAL(multiply_blocks)(LOCAL(Tiles) tiles, size_t rows, size_t columns) {
    const size_t depth = tiles.depth;
    const bool vectors = rows == 1 && (columns == 1 || tiles.b_row == 1 || tiles.b_column == 1);
    for (size_t k = 0; k == 0 || k < depth; k += DEPTH) {
        tiles.depth = depth - k < DEPTH ? depth - k : DEPTH;
        if (vectors) {
            LOCAL(multiply_by_gemv)(tiles, columns);
        } else {
            LOCAL(multiply_panels)(tiles, rows, columns);
        }
        tiles.a += DEPTH * tiles.a_column;
        tiles.b += DEPTH * tiles.b_row;
        tiles.accumulates = true;
    }
}

// Splits the batch that `tiles` describes into groups that fit the cache.
static void LOCAL(multiply_groups)(LOCAL(Tiles) tiles, size_t rows, size_t columns) {
    // A group is as many matrices as fit the L1 cache and whose panels of b fit the buffer.
    const size_t most = BUFFER / (rows * columns + rows * tiles.depth + 2 * tiles.depth * columns);
    const ptrdiff_t group = most > 0 ? (ptrdiff_t)most : 1;
    // The 4x4 micro-kernel is for floats only: four doubles are a full vector, for which tiles are faster.
    const bool uses_4x4 = WIDEST == 16 && rows == 4 && columns == 4 && tiles.depth == 4;
    const bool contiguous = (tiles.a_row == 1 || tiles.a_column == 1) && (tiles.b_row == 1 || tiles.b_column == 1);
    for (ptrdiff_t left = (ptrdiff_t)tiles.batch; left > 0; left -= group) {
        tiles.batch = (size_t)(left < group ? left : group);
        if (uses_4x4 && contiguous) {
            LOCAL(multiply_4x4)(&tiles);
        } else {
            LOCAL(multiply_blocks)(tiles, rows, columns);
        }
        tiles.a += group * tiles.a_batch;
        tiles.b += group * tiles.b_batch;
        tiles.c += group * tiles.c_batch;
    }
}

static void KERNEL(batched_gemm)(
    size_t batch, size_t rows, size_t columns, size_t depth, const REAL *a, ptrdiff_t a_batch, ptrdiff_t a_row,
    ptrdiff_t a_column, const REAL *b, ptrdiff_t b_batch, ptrdiff_t b_row, ptrdiff_t b_column, REAL *c,
    ptrdiff_t c_batch, bool accumulates) {
    LOCAL(Tiles) tiles = {
        .batch = batch, .depth = depth, .accumulates = accumulates,
        .a = a, .a_row = a_row, .a_column = a_column, .a_batch = a_batch,
        .b = b, .b_row = b_row, .b_column = b_column, .b_batch = b_batch,
        .c = c, .c_row = (ptrdiff_t)columns, .c_batch = c_batch};
    if (columns == 1 && rows > 1) {
        // The transposed product has a single row, which is as contiguous as this column.
        tiles.a = b, tiles.a_row = b_column, tiles.a_column = b_row, tiles.a_batch = b_batch;
        tiles.b = a, tiles.b_row = a_column, tiles.b_column = a_row, tiles.b_batch = a_batch;
        LOCAL(multiply_groups)(tiles, 1, rows);
    } else if (rows > 0 && columns > 0) {
        LOCAL(multiply_groups)(tiles, rows, columns);
    }
}
#undef DEPTH
#undef BUFFER
#undef FULL_ROWS
#undef SHUFFLE
