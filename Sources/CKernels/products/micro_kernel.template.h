// Template: the micro-kernel of small matrix products, for register tiles that are LANES columns wide, after Goto and
// van de Geijn, "Anatomy of high-performance matrix multiplication" (2008).
// Expects REAL and LOCAL (f32.h or f64.h), LANES, and what gemm.template.h defines before it includes this file once
// per width: TILE_LANES, TILE_ROWS, FULL_ROWS, LOCAL(Tiles) and LOCAL(pack_transposed). Undefines LANES.

// The micro-kernel: accumulates `depth` rank-1 updates in a register tile of `rows` by LANES. It must be inlined with a
// constant `rows`, so that the sums stay in registers.
TESSERA_INLINE void SIZED(multiply_tile)(
    const LOCAL(Tiles) *tiles, size_t rows, ptrdiff_t half_offset, const REAL *a, const REAL *b, REAL *c) {
    SIZED(Vector) sum[8];
    TESSERA_UNROLL
    for (size_t i = 0; i < rows; i++) sum[i] = (SIZED(Vector)){0};
    TESSERA_ROLL
    for (size_t k = 0; k < tiles->depth; k++) {
        SIZED(Vector) row;
        SIZED(load)(b, half_offset, &row);
        TESSERA_UNROLL
        for (size_t i = 0; i < rows; i++) sum[i] += row * a[(ptrdiff_t)i * tiles->a_row];
        a += tiles->a_column;
        b += tiles->b_row;
    }
    TESSERA_UNROLL
    for (size_t i = 0; i < rows; i++) {
        SIZED(store)(&sum[i], c + (ptrdiff_t)i * tiles->c_row, tiles->c_half_offset, tiles->accumulates);
    }
}

// Multiplies matrices whose rows fit a single tile.
TESSERA_INLINE void SIZED(multiply_single)(const LOCAL(Tiles) *given, size_t rows, ptrdiff_t half_offset) {
    LOCAL(Tiles) tiles = *given;
    for (size_t n = 0; n < tiles.batch; n++) {
        SIZED(multiply_tile)(&tiles, rows, half_offset, tiles.a, tiles.b, tiles.c);
        tiles.a += tiles.a_batch;
        tiles.b += tiles.b_batch;
        tiles.c += tiles.c_batch;
    }
}

// Multiplies matrices that take several tiles, one below the other, matrix after matrix, so that memory is read in
// order.
TESSERA_INLINE void SIZED(multiply_several)(const LOCAL(Tiles) *given, size_t rows, ptrdiff_t half_offset) {
    LOCAL(Tiles) tiles = *given;
    const ptrdiff_t a_step = (ptrdiff_t)rows * tiles.a_row, c_step = (ptrdiff_t)rows * tiles.c_row;
    for (size_t n = 0; n < tiles.batch; n++) {
        const REAL *a = tiles.a;
        REAL *c = tiles.c;
        for (size_t i = 0; i < tiles.count; i++, a += a_step, c += c_step) {
            if (tiles.prefetch) LOCAL(prefetch_next)(tiles.prefetch);
            SIZED(multiply_tile)(&tiles, rows, half_offset, a, tiles.b, c);
        }
        tiles.a += tiles.a_batch;
        tiles.b += tiles.b_batch;
        tiles.c += tiles.c_batch;
    }
}

// The loop over tiles is costly for the smallest matrices, which have one tile only. Only tiles of the full height come
// several at a time.
TESSERA_INLINE void SIZED(multiply_tiles)(const LOCAL(Tiles) *tiles, size_t rows, ptrdiff_t half_offset) {
    if (rows == FULL_ROWS(LANES) && tiles->count > 1) {
        SIZED(multiply_several)(tiles, rows, half_offset);
    } else {
        SIZED(multiply_single)(tiles, rows, half_offset);
    }
}

// A row of b that fits one machine vector is better read by a single load, which needs a constant half_offset of HALF.
// The widest tile takes two loads anyway.
#define CASE(rows) \
    case rows: \
        if (LANES == 2 || (LANES < TILE_LANES && tiles->b_half_offset == HALF)) { \
            SIZED(multiply_tiles)(tiles, rows, HALF); \
        } else { \
            SIZED(multiply_tiles)(tiles, rows, tiles->b_half_offset); \
        } \
        break;
TESSERA_WIDE_KERNEL void SIZED(multiply)(const LOCAL(Tiles) *tiles, size_t rows) {
    switch (rows) {
        CASE(1)
        CASE(2)
        CASE(3)
        CASE(4)
#if LANES < TILE_LANES || TILE_ROWS == 8
        CASE(5)
        CASE(6)
        CASE(7)
        CASE(8)
#endif
    }
}
#undef CASE

// Copies LANES elements of a row of b with any stride; the halves start b_half_offset columns apart.
TESSERA_INLINE void SIZED(pack_row)(const LOCAL(Tiles) *tiles, const REAL *b, REAL *packed) {
    const REAL *high = b + tiles->b_half_offset * tiles->b_column;
    TESSERA_UNROLL
    for (ptrdiff_t j = 0; j < HALF; j++) {
        packed[j] = b[j * tiles->b_column];
        packed[j + HALF] = high[j * tiles->b_column];
    }
}

// Packs panels of b as packed[k * LANES + j], matrix after matrix. When columns are transposed four values of k at a
// time, the last group may overlap the one before.
TESSERA_WIDE_KERNEL void SIZED(pack)(const LOCAL(Tiles) *tiles, REAL *packed) {
    const size_t depth = tiles->depth;
    const REAL *b = tiles->b;
    for (size_t n = 0; n < tiles->batch; n++, b += tiles->b_batch, packed += depth * LANES) {
        if (tiles->b_column == 1) {
            for (size_t k = 0; k < depth; k++) {
                SIZED(Vector) *const out = (SIZED(Vector) *)(packed + k * LANES);
                SIZED(load)(b + (ptrdiff_t)k * tiles->b_row, tiles->b_half_offset, out);
            }
        } else if (LANES > 2 && tiles->b_row == 1 && depth >= 4) {
            for (size_t k = 0; k < depth; k += 4) {
                const size_t first = k + 4 <= depth ? k : depth - 4;
                LOCAL(pack_transposed)(b + first, tiles->b_column, tiles->b_half_offset, packed + first * LANES, LANES);
            }
        } else {
            TESSERA_ROLL
            for (size_t k = 0; k < depth; k++) {
                SIZED(pack_row)(tiles, b + (ptrdiff_t)k * tiles->b_row, packed + k * LANES);
            }
        }
    }
}
#undef LANES
