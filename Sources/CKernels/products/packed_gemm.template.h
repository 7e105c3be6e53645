// Template: the matrix product (GEMM) of large matrices, by packed panels, after Goto and van de Geijn, "Anatomy of
// high-performance matrix multiplication" (2008), and Van Zee and van de Geijn, "BLIS: a framework for rapidly
// instantiating BLAS functionality" (2015).
// Expects REAL and LOCAL (f32.h or f64.h); LEVEL(name), the name of a helper for an instruction set; TARGET, its
// attributes; LANES, the elements of its vectors; ROWS and VECTORS, the register tile; BLOCK_ROWS, a multiple of ROWS;
// and what packed_gemm.c defines.
// Included once per precision and instruction set by packed_gemm.c. Undefines all but REAL and LOCAL.

#define COLUMNS (VECTORS * LANES)
typedef REAL LEVEL(Vector) __attribute__((vector_size(LANES * sizeof(REAL)), aligned(sizeof(REAL)), may_alias));

// The micro-kernel: `depth` rank-1 updates of a register tile of ROWS by COLUMNS. Each element is one chain of fused
// multiply-adds over k, so that its bits do not depend on the size of the tile. It is never inlined: beside other code
// the compiler has kept some of the sums in memory.
TARGET __attribute__((noinline)) static void LEVEL(multiply_tile)(
    size_t depth, const REAL *a, const REAL *b, REAL *c, ptrdiff_t c_row, bool accumulates) {
    LEVEL(Vector) sum[ROWS][VECTORS];
    TESSERA_UNROLL
    for (ptrdiff_t i = 0; i < ROWS; i++) {
        // The tile of c is fetched into cache while the sums are computed.
        __builtin_prefetch(c + i * c_row, 1);
        __builtin_prefetch(c + i * c_row + COLUMNS - 1, 1);
        TESSERA_UNROLL
        for (size_t j = 0; j < VECTORS; j++) sum[i][j] = (LEVEL(Vector)){0};
    }
    TESSERA_ROLL
    for (size_t k = 0; k < depth; k++, a += ROWS, b += COLUMNS) {
        LEVEL(Vector) right[VECTORS];
        TESSERA_UNROLL
        for (size_t j = 0; j < VECTORS; j++) right[j] = ((const LEVEL(Vector) *)b)[j];
        TESSERA_UNROLL
        for (size_t i = 0; i < ROWS; i++) {
            TESSERA_UNROLL
            for (size_t j = 0; j < VECTORS; j++) sum[i][j] += right[j] * a[i];
        }
    }
    TESSERA_UNROLL
    for (ptrdiff_t i = 0; i < ROWS; i++) {
        LEVEL(Vector) *const row = (LEVEL(Vector) *)(c + i * c_row);
        TESSERA_UNROLL
        for (size_t j = 0; j < VECTORS; j++) row[j] = accumulates ? row[j] + sum[i][j] : sum[i][j];
    }
}

// Packs `count` rows of x as panels of `width` rows, packed[k * width + i] each; the last panel is filled up with
// zeros. It must be inlined with a constant `width`, a multiple of 2.
TARGET TESSERA_INLINE void LEVEL(pack)(
    const size_t width, size_t count, size_t depth, const REAL *x, ptrdiff_t row, ptrdiff_t column, REAL *packed) {
    const size_t quads = width / 4 * 4;
    for (; count >= width; count -= width, x += (ptrdiff_t)width * row, packed += width * depth) {
        size_t k = 0;
        // Rows that are contiguous along k are transposed four by four.
        for (; column == 1 && k + 4 <= depth; k += 4) {
            TESSERA_UNROLL
            for (size_t i = 0; i < quads; i += 4) {
                LOCAL(Quad) block[4];
                TESSERA_UNROLL
                for (size_t j = 0; j < 4; j++) block[j] = *(const LOCAL(Quad) *)(x + (ptrdiff_t)(i + j) * row + k);
                LOCAL(transpose_quads)(block);
                TESSERA_UNROLL
                for (size_t j = 0; j < 4; j++) *(LOCAL(Quad) *)(packed + (k + j) * width + i) = block[j];
            }
            TESSERA_UNROLL
            for (size_t i = quads; i < width; i++) {
                TESSERA_UNROLL
                for (size_t j = 0; j < 4; j++) packed[(k + j) * width + i] = x[(ptrdiff_t)i * row + (ptrdiff_t)(k + j)];
            }
        }
        for (; k < depth; k++) {
            const REAL *const from = x + (ptrdiff_t)k * column;
            if (row == 1) {
                __builtin_memcpy(packed + k * width, from, width * sizeof(REAL));
            } else {
                TESSERA_UNROLL
                for (size_t i = 0; i < width; i++) packed[k * width + i] = from[(ptrdiff_t)i * row];
            }
        }
    }
    if (count == 0) return;
    for (size_t k = 0; k < depth; k++) {
        for (size_t i = 0; i < width; i++) {
            packed[k * width + i] = i < count ? x[(ptrdiff_t)i * row + (ptrdiff_t)k * column] : 0;
        }
    }
}

// Packs rows of x that are contiguous across a panel: some terms of the sum of all panels, then the next terms, so that
// memory is read along whole rows.
TARGET TESSERA_INLINE void LEVEL(pack_across)(
    const size_t width, size_t count, size_t depth, const REAL *x, ptrdiff_t column, REAL *packed) {
    const size_t whole = count - count % width;
    for (size_t first = 0; first < depth; first += PACKED_TERMS) {
        const size_t last = LESSER(first + PACKED_TERMS, depth);
        for (size_t i = 0; i < whole; i += width) {
            for (size_t k = first; k < last; k++) {
                __builtin_memcpy(packed + i * depth + k * width, x + i + (ptrdiff_t)k * column, width * sizeof(REAL));
            }
        }
    }
    LEVEL(pack)(width, count - whole, depth, x + whole, 1, column, packed + whole * depth);
}

// Multiplies a panel of ROWS rows by one of COLUMNS columns, of which `rows` and `columns` are in the result.
TARGET TESSERA_INLINE void LEVEL(multiply_panels)(
    size_t rows, size_t columns, size_t depth, const REAL *a, const REAL *b, REAL *c, ptrdiff_t c_row,
    bool accumulates) {
    if (rows == ROWS && columns == COLUMNS) {
        LEVEL(multiply_tile)(depth, a, b, c, c_row, accumulates);
        return;
    }
    REAL tile[ROWS * COLUMNS];
    LEVEL(multiply_tile)(depth, a, b, tile, COLUMNS, false);
    for (size_t i = 0; i < rows; i++) {
        for (size_t j = 0; j < columns; j++) {
            REAL *const out = c + (ptrdiff_t)i * c_row + j;
            *out = accumulates ? *out + tile[i * COLUMNS + j] : tile[i * COLUMNS + j];
        }
    }
}

// Multiplies the panels of a block of a by some panels of b.
TARGET TESSERA_INLINE void LEVEL(multiply_block)(
    size_t rows, size_t columns, size_t depth, const REAL *a, const REAL *b, REAL *c, ptrdiff_t c_row,
    bool accumulates) {
    const size_t tiles = (rows + ROWS - 1) / ROWS;
    for (size_t j = 0; j < columns; j += COLUMNS) {
        // The next panel of b is fetched into the L2 cache, a share of it with each tile.
        const size_t share = j + COLUMNS < columns ? (COLUMNS * depth + tiles - 1) / tiles : 0;
        const REAL *next = b + (j + COLUMNS) * depth;
        for (size_t i = 0; i < rows; i += ROWS, next += share) {
            for (size_t e = 0; e < share; e += 64 / sizeof(REAL)) __builtin_prefetch(next + e, 0, 2);
            LEVEL(multiply_panels)(
                LESSER(rows - i, ROWS), LESSER(columns - j, COLUMNS), depth, a + i * depth, b + j * depth,
                c + (ptrdiff_t)i * c_row + j, c_row, accumulates);
        }
    }
}

// Packs columns of b as panels of COLUMNS columns.
TARGET TESSERA_INLINE void LEVEL(pack_right)(
    size_t columns, size_t depth, const REAL *b, ptrdiff_t b_row, ptrdiff_t b_column, REAL *panels) {
    if (b_column == 1) {
        LEVEL(pack_across)(COLUMNS, columns, depth, b, b_row, panels);
    } else {
        LEVEL(pack)(COLUMNS, columns, depth, b, b_column, b_row, panels);
    }
}

// Multiplies blocks: a panel of b stays in the L1 cache while it meets the panels of a block of a, which is in the L2
// cache. The first block of rows packs the panels of b, a few just before it reads them, while they are in cache; where
// there is no other block, their memory is used again. `scratch` holds a block of a, and after it one of b.
TARGET static void LEVEL(packed_gemm)(
    size_t rows, size_t columns, size_t depth, const REAL *a, ptrdiff_t a_row, ptrdiff_t a_column, const REAL *b,
    ptrdiff_t b_row, ptrdiff_t b_column, REAL *c, ptrdiff_t c_row, bool accumulates, REAL *scratch) {
    REAL *const packed_a = scratch, *const packed_b = scratch + LOCAL(packed_rows)(rows) * BLOCK_DEPTH;
    for (size_t k = 0; k < depth; k += BLOCK_DEPTH, accumulates = true) {
        const size_t terms = LESSER(depth - k, BLOCK_DEPTH);
        for (size_t first = 0; first < columns; first += BLOCK_COLUMNS) {
            const size_t width = LESSER(columns - first, BLOCK_COLUMNS);
            for (size_t top = 0; top < rows; top += BLOCK_ROWS) {
                const size_t height = LESSER(rows - top, BLOCK_ROWS);
                const REAL *const from_a = a + (ptrdiff_t)top * a_row + (ptrdiff_t)k * a_column;
                LEVEL(pack)(ROWS, height, terms, from_a, a_row, a_column, packed_a);
                for (size_t j = 0; j < width; j += PANELS * COLUMNS) {
                    const size_t some = LESSER(width - j, PANELS * COLUMNS);
                    REAL *const panels = packed_b + (rows > BLOCK_ROWS ? j * terms : 0);
                    const REAL *const from_b = b + (ptrdiff_t)k * b_row + (ptrdiff_t)(first + j) * b_column;
                    if (top == 0) LEVEL(pack_right)(some, terms, from_b, b_row, b_column, panels);
                    LEVEL(multiply_block)(
                        height, some, terms, packed_a, panels, c + (ptrdiff_t)top * c_row + first + j, c_row,
                        accumulates);
                }
            }
        }
    }
}

// The same for workers that share the panels of b, in two steps: packs at most BLOCK_DEPTH terms of columns of b.
TARGET static void LEVEL(pack_panels)(
    size_t columns, size_t depth, const REAL *b, ptrdiff_t b_row, ptrdiff_t b_column, REAL *panels) {
    LEVEL(pack_right)(columns, depth, b, b_row, b_column, panels);
}

// Multiplies at most BLOCK_ROWS rows of a, which are packed into `scratch`, by the packed panels.
TARGET static void LEVEL(multiply_packed)(
    size_t rows, size_t columns, size_t depth, const REAL *a, ptrdiff_t a_row, ptrdiff_t a_column, const REAL *panels,
    REAL *c, ptrdiff_t c_row, bool accumulates, REAL *scratch) {
    LEVEL(pack)(ROWS, rows, depth, a, a_row, a_column, scratch);
    LEVEL(multiply_block)(rows, columns, depth, scratch, panels, c, c_row, accumulates);
}
#undef COLUMNS
#undef LEVEL
#undef TARGET
#undef LANES
#undef ROWS
#undef VECTORS
