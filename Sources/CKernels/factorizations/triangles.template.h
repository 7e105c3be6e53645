// Template: the Cholesky factorisation of a diagonal block, and the solution of systems with one.
// Expects REAL, LOCAL, KERNEL, LIBM (f32.h or f64.h), WIDEST, the elements of 64 bytes, BLOCK, the largest order, and
// panel_products.template.h. Included once per precision by factorizations.c.

// The outer-product form (Golub and Van Loan, "Matrix Computations", section 4.2).
TESSERA_KERNEL size_t KERNEL(cholesky_block)(size_t order, REAL *a, ptrdiff_t stride) {
    for (size_t step = 0; step < order; step++) {
        REAL *const column = a + (ptrdiff_t)step * stride;
        if (!(column[step] > 0)) return step + 1;
        const REAL pivot = LIBM(__builtin_sqrt)(column[step]);
        column[step] = pivot;
        TESSERA_LOOP
        for (size_t row = step + 1; row < order; row++) column[row] /= pivot;
        for (size_t other = step + 1; other < order; other++) {
            REAL *const target = a + (ptrdiff_t)other * stride, factor = column[other];
            TESSERA_LOOP
            for (size_t row = other; row < order; row++) target[row] -= factor * column[row];
        }
    }
    return 0;
}

// Copies the triangle to the lower one of `packed`, of rows of BLOCK elements: an upper triangle with its rows and
// columns in reverse order. The order is rounded up to a multiple of 4 by rows of the identity.
TESSERA_INLINE void LOCAL(pack_triangle)(
    size_t order, size_t rounded, const REAL *t, ptrdiff_t t_row, ptrdiff_t t_column, bool is_upper,
    bool has_unit_diagonal, REAL *packed) {
    if (is_upper) {
        t += (ptrdiff_t)(order - 1) * (t_row + t_column);
        t_row = -t_row;
        t_column = -t_column;
    }
    for (size_t i = 0; i < rounded; i++) {
        for (size_t k = 0; k < i; k++) {
            packed[i * BLOCK + k] = i < order ? t[(ptrdiff_t)i * t_row + (ptrdiff_t)k * t_column] : 0;
        }
        packed[i * BLOCK + i] = i < order && !has_unit_diagonal ? t[(ptrdiff_t)i * (t_row + t_column)] : 1;
    }
}

// Solves for one vector of right-hand sides: x[i] is row i of them. Four rows at a time are computed from those above
// them, then from each other. An element is one chain of fused multiply-adds.
TESSERA_INLINE void LOCAL(substitute)(size_t rounded, bool divides, const REAL *t, LOCAL(Wide) *x) {
    for (size_t i = 0; i < rounded; i += 4, t += 4 * BLOCK) {
        LOCAL(Wide) sum[4];
        TESSERA_UNROLL
        for (size_t r = 0; r < 4; r++) sum[r] = x[i + r];
        TESSERA_ROLL
        for (size_t k = 0; k < i; k++) {
            const LOCAL(Wide) known = x[k];
            TESSERA_UNROLL
            for (size_t r = 0; r < 4; r++) sum[r] -= known * t[r * BLOCK + k];
        }
        TESSERA_UNROLL
        for (size_t r = 0; r < 4; r++) {
            TESSERA_UNROLL
            for (size_t k = 0; k < r; k++) sum[r] -= sum[k] * t[r * BLOCK + i + k];
            if (divides) sum[r] /= t[r * BLOCK + i + r];
            x[i + r] = sum[r];
        }
    }
}

// Transposes full tiles in registers: WIDEST columns of b, contiguous along the rows, to rows of x, or back. With
// `is_reversed` the first row of b is the last of x.
TESSERA_INLINE void LOCAL(transpose_tile)(
    size_t order, REAL *b, ptrdiff_t b_column, REAL *x, bool is_reversed, bool stores) {
    size_t i = 0;
    for (; i + 4 <= order; i += 4) {
        TESSERA_UNROLL
        for (size_t j = 0; j < WIDEST; j += 4) {
            LOCAL(Quad) block[4];
            TESSERA_UNROLL
            for (size_t r = 0; r < 4; r++) {
                const size_t row = is_reversed ? order - 1 - i - r : i + r;
                const REAL *const from = stores ? x + row * WIDEST + j : b + i + (ptrdiff_t)(j + r) * b_column;
                block[r] = *(const LOCAL(Quad) *)from;
            }
            LOCAL(transpose_quads)(block);
            TESSERA_UNROLL
            for (size_t r = 0; r < 4; r++) {
                const size_t row = is_reversed ? order - 1 - i - r : i + r;
                *(LOCAL(Quad) *)(stores ? b + i + (ptrdiff_t)(j + r) * b_column : x + row * WIDEST + j) = block[r];
            }
        }
    }
    for (; i < order; i++) {
        const size_t row = is_reversed ? order - 1 - i : i;
        for (size_t j = 0; j < WIDEST; j++) {
            REAL *const outer = b + i + (ptrdiff_t)j * b_column, *const inner = x + row * WIDEST + j;
            *(stores ? outer : inner) = *(stores ? inner : outer);
        }
    }
}

// Copies a tile of b, of at most WIDEST columns, to x or back.
TESSERA_INLINE void LOCAL(move_tile)(
    size_t order, size_t columns, REAL *b, ptrdiff_t b_row, ptrdiff_t b_column, REAL *x, bool is_reversed,
    bool stores) {
    if (columns == WIDEST && b_row == 1) {
        LOCAL(transpose_tile)(order, b, b_column, x, is_reversed, stores);
        return;
    }
    for (size_t i = 0; i < order; i++) {
        REAL *const inner = x + (is_reversed ? order - 1 - i : i) * WIDEST, *const outer = b + (ptrdiff_t)i * b_row;
        if (columns == WIDEST && b_column == 1) {
            __builtin_memcpy(stores ? outer : inner, stores ? inner : outer, WIDEST * sizeof(REAL));
            continue;
        }
        for (size_t j = 0; j < columns; j++) {
            *(stores ? outer + (ptrdiff_t)j * b_column : inner + j) =
                *(stores ? inner + j : outer + (ptrdiff_t)j * b_column);
        }
    }
}

// Forward substitution, and back substitution as that of the rows in reverse order (Golub and Van Loan, section 3.1).
TESSERA_KERNEL void KERNEL(solve_triangular_block)(
    size_t order, const REAL *t, ptrdiff_t t_row, ptrdiff_t t_column, bool is_upper, bool has_unit_diagonal,
    size_t columns, REAL *b, ptrdiff_t b_row, ptrdiff_t b_column) {
    if (order == 0) return;
    REAL packed[BLOCK * BLOCK];
    LOCAL(Wide) tile[BLOCK];
    const size_t rounded = (order + 3) / 4 * 4;
    LOCAL(pack_triangle)(order, rounded, t, t_row, t_column, is_upper, has_unit_diagonal, packed);
    __builtin_memset(tile, 0, sizeof tile);
    for (size_t j = 0; j < columns; j += WIDEST, b += WIDEST * b_column) {
        const size_t width = LESSER(columns - j, WIDEST);
        LOCAL(move_tile)(order, width, b, b_row, b_column, (REAL *)tile, is_upper, false);
        LOCAL(substitute)(rounded, !has_unit_diagonal, packed, tile);
        LOCAL(move_tile)(order, width, b, b_row, b_column, (REAL *)tile, is_upper, true);
    }
}
