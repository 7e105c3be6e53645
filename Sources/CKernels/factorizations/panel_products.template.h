// Template: products with few columns, whose operands stay in cache and are read without packing.
// Expects REAL and LOCAL (f32.h or f64.h) and WIDEST, the elements of 64 bytes. Defines LOCAL(Wide), a vector of that
// size: on processors with smaller vectors the compiler splits it, so that sums have the same order everywhere.
// Included once per precision by factorizations.c.

typedef REAL LOCAL(Wide) __attribute__((vector_size(WIDEST * sizeof(REAL)), aligned(sizeof(REAL)), may_alias));
typedef BITS LOCAL(WideBits) __attribute__((vector_size(WIDEST * sizeof(REAL)), aligned(sizeof(REAL)), may_alias));

// The vector at an address.
#undef WIDE
#define WIDE(address) (*(LOCAL(Wide) *)(address))

// Sums the elements of a vector pairwise.
TESSERA_INLINE REAL LOCAL(sum_wide)(const LOCAL(Wide) *x) {
    REAL sums[WIDEST];
    __builtin_memcpy(sums, x, sizeof sums);
    TESSERA_UNROLL
    for (size_t half = WIDEST / 2; half > 0; half /= 2) {
        TESSERA_UNROLL
        for (size_t i = 0; i < half; i++) sums[i] += sums[i + half];
    }
    return sums[0];
}

// Subtracts from `width` columns of c; it must be inlined with a constant width of at most 4.
TESSERA_INLINE void LOCAL(subtract_columns)(
    const size_t width, size_t rows, size_t depth, const REAL *a, ptrdiff_t a_stride, const REAL *b, ptrdiff_t b_stride,
    REAL *c, ptrdiff_t c_stride) {
    size_t i = 0;
    for (; i + WIDEST <= rows; i += WIDEST) {
        LOCAL(Wide) sum[4];
        TESSERA_UNROLL
        for (size_t j = 0; j < width; j++) sum[j] = WIDE(c + i + (ptrdiff_t)j * c_stride);
        TESSERA_ROLL
        for (size_t k = 0; k < depth; k++) {
            const LOCAL(Wide) left = WIDE(a + i + (ptrdiff_t)k * a_stride);
            TESSERA_UNROLL
            for (size_t j = 0; j < width; j++) sum[j] -= left * b[k + j * (size_t)b_stride];
        }
        TESSERA_UNROLL
        for (size_t j = 0; j < width; j++) WIDE(c + i + (ptrdiff_t)j * c_stride) = sum[j];
    }
    for (; i < rows; i++) {
        for (size_t j = 0; j < width; j++) {
            REAL sum = c[i + j * (size_t)c_stride];
            for (size_t k = 0; k < depth; k++) sum -= a[i + k * (size_t)a_stride] * b[k + j * (size_t)b_stride];
            c[i + j * (size_t)c_stride] = sum;
        }
    }
}

// c -= a * b, with a of rows x depth and b of depth x columns. An element is one chain of fused multiply-adds over k.
TESSERA_INLINE void LOCAL(subtract_product)(
    size_t rows, size_t columns, size_t depth, const REAL *a, ptrdiff_t a_stride, const REAL *b, ptrdiff_t b_stride,
    REAL *c, ptrdiff_t c_stride) {
    size_t j = 0;
    for (; j + 4 <= columns; j += 4) {
        LOCAL(subtract_columns)(
            4, rows, depth, a, a_stride, b + (ptrdiff_t)j * b_stride, b_stride, c + (ptrdiff_t)j * c_stride, c_stride);
    }
    for (; j < columns; j++) {
        LOCAL(subtract_columns)(
            1, rows, depth, a, a_stride, b + (ptrdiff_t)j * b_stride, b_stride, c + (ptrdiff_t)j * c_stride, c_stride);
    }
}

// Adds the inner products of `height` columns of a with `width` columns of b; it must be inlined with constants of at
// most 4.
TESSERA_INLINE void LOCAL(add_dots)(
    const size_t height, const size_t width, size_t rows, const REAL *a, ptrdiff_t a_stride, const REAL *b,
    ptrdiff_t b_stride, REAL *out, ptrdiff_t out_stride) {
    LOCAL(Wide) sum[4][4];
    TESSERA_UNROLL
    for (size_t i = 0; i < height; i++) {
        TESSERA_UNROLL
        for (size_t j = 0; j < width; j++) sum[i][j] = (LOCAL(Wide)){0};
    }
    size_t row = 0;
    TESSERA_ROLL
    for (; row + WIDEST <= rows; row += WIDEST) {
        LOCAL(Wide) left[4];
        TESSERA_UNROLL
        for (size_t i = 0; i < height; i++) left[i] = WIDE(a + row + (ptrdiff_t)i * a_stride);
        TESSERA_UNROLL
        for (size_t j = 0; j < width; j++) {
            const LOCAL(Wide) right = WIDE(b + row + (ptrdiff_t)j * b_stride);
            TESSERA_UNROLL
            for (size_t i = 0; i < height; i++) sum[i][j] += left[i] * right;
        }
    }
    for (size_t i = 0; i < height; i++) {
        for (size_t j = 0; j < width; j++) {
            REAL total = LOCAL(sum_wide)(&sum[i][j]);
            for (size_t k = row; k < rows; k++) total += a[k + i * (size_t)a_stride] * b[k + j * (size_t)b_stride];
            out[i + j * (size_t)out_stride] += total;
        }
    }
}

// out += a^T * b, with a of rows x m and b of rows x n: blocks of rows, which stay in cache, one after another. The sum
// of a block runs over the lanes of a vector.
TESSERA_INLINE void LOCAL(add_transposed_product)(
    size_t rows, size_t m, size_t n, const REAL *a, ptrdiff_t a_stride, const REAL *b, ptrdiff_t b_stride, REAL *out,
    ptrdiff_t out_stride) {
    for (size_t top = 0; top < rows; top += 256, a += 256, b += 256) {
        const size_t height = LESSER(rows - top, 256);
        for (size_t j = 0; j < n; j += 2) {
            for (size_t i = 0; i < m; i += 4) {
                const REAL *const left = a + (ptrdiff_t)i * a_stride, *const right = b + (ptrdiff_t)j * b_stride;
                REAL *const to = out + i + (ptrdiff_t)j * out_stride;
                if (i + 4 <= m && j + 2 <= n) {
                    LOCAL(add_dots)(4, 2, height, left, a_stride, right, b_stride, to, out_stride);
                } else {
                    for (size_t y = 0; y < LESSER(n - j, 2); y++) {
                        for (size_t x = 0; x < LESSER(m - i, 4); x++) {
                            LOCAL(add_dots)(
                                1, 1, height, left + (ptrdiff_t)x * a_stride, a_stride, right + (ptrdiff_t)y * b_stride,
                                b_stride, to + x + (ptrdiff_t)y * out_stride, out_stride);
                        }
                    }
                }
            }
        }
    }
}
