// Template: matrix products (GEMM) for small matrices, by register tiles and packed panels of b, after Goto and van de
// Geijn, "Anatomy of high-performance matrix multiplication" (2008).
// Expects REAL, LOCAL and KERNEL (f32.h or f64.h), WIDEST, the elements of 64 bytes, and TILE_LANES and TILE_ROWS, the
// columns and the rows of the widest register tile. Included once per precision by gemm.c.

// Memory that the tiles of a matrix prefetch: the next matrices a, b and c of the batch, and how many bytes of each are
// a tile's part.
typedef struct {
    const char *next[3];
    size_t bytes[3];
} LOCAL(Prefetch);

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
    LOCAL(Prefetch) *prefetch;
    bool accumulates;
} LOCAL(Tiles);

// The depth of a block of the sum over k: a panel of b this deep fits the packing buffer, and the buffer fits the L1
// cache. Deeper sums are accumulated block by block.
#define DEPTH 256
#define BUFFER (DEPTH * TILE_LANES)
// The elements of a group of matrices that fit the L1 cache.
#define GROUP (DEPTH * WIDEST)

// The number of rows of a full tile: eight accumulators in registers hide the latency of an addition.
#define FULL_ROWS(width) ((width) == TILE_LANES ? TILE_ROWS : 8)

// Prefetches a tile's part of the next matrices, into the L1 cache.
TESSERA_INLINE void LOCAL(prefetch_next)(LOCAL(Prefetch) *prefetch) {
    for (int i = 0; i < 3; i++) {
        for (size_t byte = 0; byte < prefetch->bytes[i]; byte += 64) __builtin_prefetch(prefetch->next[i] + byte);
        prefetch->next[i] += prefetch->bytes[i];
    }
}

#include "../common/transpose.template.h"

#define LANES 2
#include "micro_kernel.template.h"
#define LANES 4
#include "micro_kernel.template.h"
#define LANES 8
#include "micro_kernel.template.h"
#if TILE_LANES >= 16
#define LANES 16
#include "micro_kernel.template.h"
#endif
#if TILE_LANES >= 32
#define LANES 32
#include "micro_kernel.template.h"
#endif
#include "micro_kernel_4x4.template.h"

static void LOCAL(pack)(size_t width, const LOCAL(Tiles) *tiles, REAL *packed) {
    switch (width) {
        case 2: LOCAL(pack_2)(tiles, packed); break;
        case 4: LOCAL(pack_4)(tiles, packed); break;
        case 8: LOCAL(pack_8)(tiles, packed); break;
#if TILE_LANES >= 16
        case 16: LOCAL(pack_16)(tiles, packed); break;
#endif
#if TILE_LANES >= 32
        case 32: LOCAL(pack_32)(tiles, packed); break;
#endif
    }
}

static void LOCAL(multiply_tiles)(size_t width, const LOCAL(Tiles) *tiles, size_t rows) {
    switch (width) {
        case 2: LOCAL(multiply_2)(tiles, rows); break;
        case 4: LOCAL(multiply_4)(tiles, rows); break;
        case 8: LOCAL(multiply_8)(tiles, rows); break;
#if TILE_LANES >= 16
        case 16: LOCAL(multiply_16)(tiles, rows); break;
#endif
#if TILE_LANES >= 32
        case 32: LOCAL(multiply_32)(tiles, rows); break;
#endif
    }
}

// Returns whether rows of b would conflict in the cache: rows that are a multiple of 512 bytes apart map to a few sets
// of the L1 cache and evict each other.
static bool LOCAL(conflicts_in_cache)(const LOCAL(Tiles) *tiles, size_t rows) {
    return rows >= 32 && tiles->depth >= 64 && tiles->b_row * (ptrdiff_t)sizeof(REAL) % 512 == 0;
}

// Multiplies 2 to TILE_LANES columns of b, and packs them first where b is strided or its rows conflict in the cache.
static void LOCAL(multiply_panel)(LOCAL(Tiles) tiles, size_t rows, size_t columns) {
    _Alignas(64) REAL packed[BUFFER];
    const size_t width = columns > 16 ? 32 : columns > 8 ? 16 : columns > 4 ? 8 : columns > 2 ? 4 : 2;
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

// Returns how many of the columns left the next panel takes: those of the widest tile, or all that are left. A tile has
// at least 2 columns, so a single column must not remain. Where a tile of half the width and a narrow one hold what is
// left, they take less than the widest tile.
static size_t LOCAL(panel_columns)(size_t columns) {
    const size_t half = TILE_LANES / 2;
    if (columns == TILE_LANES + 1) return half;
    if (TILE_LANES > WIDEST && columns > half + 1 && columns <= half + half / 2) return half;
    return columns < TILE_LANES ? columns : TILE_LANES;
}

static void LOCAL(multiply_panels)(LOCAL(Tiles) tiles, size_t rows, size_t columns) {
    while (columns > 0) {
        const size_t count = LOCAL(panel_columns)(columns);
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

// Returns the parts that the tiles of a matrix prefetch of the next matrices a, b and c, of those that are contiguous.
// Hardware prefetchers see no stream in matrices of a few KiB.
static LOCAL(Prefetch) LOCAL(next_matrices)(const LOCAL(Tiles) *tiles, size_t rows, size_t columns) {
    LOCAL(Prefetch) prefetch;
    const size_t depth = tiles->depth, count = (rows / TILE_ROWS) * ((columns + TILE_LANES - 1) / TILE_LANES);
    const size_t elements[3] = {rows * depth, depth * columns, rows * columns};
    const ptrdiff_t steps[3] = {tiles->a_batch, tiles->b_batch, tiles->c_batch};
    const REAL *const from[3] = {tiles->a, tiles->b, tiles->c};
    for (int i = 0; i < 3; i++) {
        const bool is_contiguous = steps[i] == (ptrdiff_t)elements[i] && depth <= DEPTH && count > 0;
        prefetch.next[i] = (const char *)(from[i] + elements[i]);
        prefetch.bytes[i] = is_contiguous ? (elements[i] * sizeof(REAL) / count + 63) / 64 * 64 : 0;
    }
    return prefetch;
}

// Splits the batch that `tiles` describes into groups that fit the cache.
static void LOCAL(multiply_groups)(LOCAL(Tiles) *tiles, size_t rows, size_t columns) {
    // A group is as many matrices as fit the L1 cache and whose panels of b fit the buffer.
    const size_t most = GROUP / (rows * columns + rows * tiles->depth + 2 * tiles->depth * columns);
    const ptrdiff_t group = most > 0 ? (ptrdiff_t)most : 1;
    // The 4x4 micro-kernel is for floats only: four doubles are a full vector, for which tiles are faster.
    const bool uses_4x4 = WIDEST == 16 && rows == 4 && columns == 4 && tiles->depth == 4;
    const bool contiguous = (tiles->a_row == 1 || tiles->a_column == 1) && (tiles->b_row == 1 || tiles->b_column == 1);
    for (ptrdiff_t left = (ptrdiff_t)tiles->batch; left > 0; left -= group) {
        tiles->batch = (size_t)(left < group ? left : group);
        LOCAL(Prefetch) prefetch;
        tiles->prefetch = group == 1 && left > 1 ? &prefetch : NULL;
        if (tiles->prefetch) prefetch = LOCAL(next_matrices)(tiles, rows, columns);
        if (uses_4x4 && contiguous) {
            LOCAL(multiply_4x4)(tiles);
        } else {
            LOCAL(multiply_blocks)(*tiles, rows, columns);
        }
        tiles->a += group * tiles->a_batch;
        tiles->b += group * tiles->b_batch;
        tiles->c += group * tiles->c_batch;
    }
}

static void KERNEL(batched_gemm)(
    size_t batch, size_t rows, size_t columns, size_t depth, const REAL *a, ptrdiff_t a_batch, ptrdiff_t a_row,
    ptrdiff_t a_column, const REAL *b, ptrdiff_t b_batch, ptrdiff_t b_row, ptrdiff_t b_column, REAL *c,
    ptrdiff_t c_batch, bool accumulates) {
    LOCAL(Tiles) tiles = {
        .batch = batch, .depth = depth, .accumulates = accumulates, .a = a, .a_row = a_row, .a_column = a_column,
        .a_batch = a_batch, .b = b, .b_row = b_row, .b_column = b_column, .b_batch = b_batch, .c = c,
        .c_row = (ptrdiff_t)columns, .c_batch = c_batch};
    if (columns == 1 && rows > 1) {
        // The transposed product has a single row, which is as contiguous as this column.
        tiles.a = b, tiles.a_row = b_column, tiles.a_column = b_row, tiles.a_batch = b_batch;
        tiles.b = a, tiles.b_row = a_column, tiles.b_column = a_row, tiles.b_batch = a_batch;
        LOCAL(multiply_groups)(&tiles, 1, rows);
    } else if (rows > 0 && columns > 0) {
        LOCAL(multiply_groups)(&tiles, rows, columns);
    }
}
#undef DEPTH
#undef BUFFER
#undef GROUP
#undef FULL_ROWS
#undef SHUFFLE
