// Template: a 4x4 micro-kernel. Both matrices are held entirely in registers, two rows per vector.
// Expects what gemm.template.h, which includes it once per precision, has included and defined before: KERNEL(Tiles),
// transpose.template.h, and the micro-kernel of 8 lanes, whose store it uses.

// Loads a 4x4 matrix that is contiguous along its rows or its columns; the latter is transposed in registers.
TESSERA_INLINE void LOCAL(load_4x4)(const REAL *x, ptrdiff_t row, ptrdiff_t column, LOCAL(Quad) *out) {
    for (ptrdiff_t i = 0; i < 4; i++) out[i] = *(const LOCAL(Quad) *)(x + i * (column == 1 ? row : column));
    if (column != 1) LOCAL(transpose_quads)(out);
}

// Broadcasts element k of each of the two rows in x across its half of the vector.
#define BROADCAST(x, k) SHUFFLE(x, x, k, k, k, k, k + 4, k + 4, k + 4, k + 4)
#define ADD_PRODUCTS(k) \
    LOCAL(join_quads)(&b[k], &b[k], &row); \
    sum[0] += row * BROADCAST(top, k); \
    sum[1] += row * BROADCAST(bottom, k);
TARGET static void LOCAL(multiply_4x4)(const KERNEL(Tiles) *given) {
    KERNEL(Tiles) tiles = *given;
    for (size_t n = 0; n < tiles.batch; n++) {
        LOCAL(Quad) a[4], b[4];
        LOCAL(Oct) top, bottom, row, sum[2] = {{0}, {0}};
        LOCAL(load_4x4)(tiles.a, tiles.a_row, tiles.a_column, a);
        LOCAL(load_4x4)(tiles.b, tiles.b_row, tiles.b_column, b);
        LOCAL(join_quads)(&a[0], &a[1], &top);
        LOCAL(join_quads)(&a[2], &a[3], &bottom);
        ADD_PRODUCTS(0)
        ADD_PRODUCTS(1)
        ADD_PRODUCTS(2)
        ADD_PRODUCTS(3)
        LOCAL(store_8)(&sum[0], tiles.c, 4, tiles.accumulates);
        LOCAL(store_8)(&sum[1], tiles.c + 8, 4, tiles.accumulates);
        tiles.a += tiles.a_batch;
        tiles.b += tiles.b_batch;
        tiles.c += tiles.c_batch;
    }
}
#undef BROADCAST
#undef ADD_PRODUCTS
