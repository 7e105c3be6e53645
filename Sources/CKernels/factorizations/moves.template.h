// Template: transposed and negated copies.
// Expects REAL, LOCAL, KERNEL (f32.h or f64.h), WIDEST and ../common/transpose.template.h. Included once per precision
// by factorizations.c.

TESSERA_KERNEL void KERNEL(negate_columns)(
    size_t rows, size_t columns, const REAL *x, ptrdiff_t x_stride, REAL *out, ptrdiff_t out_stride) {
    for (size_t j = 0; j < columns; j++, x += x_stride, out += out_stride) {
        TESSERA_LOOP
        for (size_t i = 0; i < rows; i++) out[i] = -x[i];
    }
}

// Transposes 4 x 4 elements at a time. The rows of a block lie in lines of `out` that stay in cache until the block's
// last column is done.
TESSERA_KERNEL bool KERNEL(transpose)(
    size_t rows, size_t columns, const REAL *x, ptrdiff_t x_stride, REAL *out, ptrdiff_t out_stride) {
    const size_t height = 32, quads = columns / 4 * 4;
    // x - x is 0 for finite x and NaN otherwise.
    LOCAL(Quad) nonfinite = {0};
    REAL other = 0;
    for (size_t top = 0; top < rows; top += height) {
        const size_t bottom = LESSER(top + height, rows), full = top + (bottom - top) / 4 * 4;
        for (size_t j = 0; j < columns; j += j < quads ? 4 : 1) {
            const REAL *const from = x + (ptrdiff_t)j * x_stride;
            size_t i = top;
            for (; j < quads && i < full; i += 4) {
                LOCAL(Quad) block[4];
                TESSERA_UNROLL
                for (size_t r = 0; r < 4; r++) {
                    block[r] = *(const LOCAL(Quad) *)(from + i + (ptrdiff_t)r * x_stride);
                    nonfinite += block[r] - block[r];
                }
                LOCAL(transpose_quads)(block);
                TESSERA_UNROLL
                for (size_t r = 0; r < 4; r++) {
                    *(LOCAL(Quad) *)(out + j + (ptrdiff_t)(i + r) * out_stride) = block[r];
                }
            }
            for (; i < bottom; i++) {
                for (size_t r = 0; r < (j < quads ? 4 : 1); r++) {
                    const REAL value = from[(ptrdiff_t)i + (ptrdiff_t)r * x_stride];
                    other += value - value;
                    out[(ptrdiff_t)(j + r) + (ptrdiff_t)i * out_stride] = value;
                }
            }
        }
    }
    for (size_t lane = 0; lane < 4; lane++) other += nonfinite[lane];
    return other == 0;
}
