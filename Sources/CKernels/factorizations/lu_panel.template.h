// Template: the LU factorisation of a panel with partial pivoting, recursive in the columns (Toledo, "Locality of
// reference in LU decomposition with partial pivoting", 1997).
// Expects REAL, LOCAL, KERNEL (f32.h or f64.h), SMALLEST, the smallest normal number, and panel_products.template.h.
// Included once per precision by factorizations.c.

// Returns the index of the first element of the largest magnitude (BLAS: iamax); 0 if all are NaN.
TESSERA_INLINE size_t LOCAL(largest)(size_t count, const REAL *x) {
    // All bits but the sign.
    const BITS magnitude = (((BITS)1 << (sizeof(BITS) * 8 - 2)) - 1) * 2 + 1;
    LOCAL(Wide) most = {0};
    size_t i = 0;
    for (; i + WIDEST <= count; i += WIDEST) {
        const LOCAL(Wide) value = (LOCAL(Wide))(*(const LOCAL(WideBits) *)(x + i) & magnitude);
        const LOCAL(WideBits) exceeds = value > most;
        most = (LOCAL(Wide))((exceeds & (LOCAL(WideBits))value) | (~exceeds & (LOCAL(WideBits))most));
    }
    REAL best = 0;
    for (size_t lane = 0; lane < WIDEST; lane++) best = most[lane] > best ? most[lane] : best;
    for (; i < count; i++) {
        const REAL value = x[i] < 0 ? -x[i] : x[i];
        best = value > best ? value : best;
    }
    for (i = 0; i < count; i++) {
        if (x[i] == best || x[i] == -best) return i;
    }
    return 0;
}

// Exchanges two rows.
TESSERA_INLINE void LOCAL(exchange)(size_t columns, REAL *a, ptrdiff_t stride, size_t first, size_t second) {
    for (size_t j = 0; j < columns; j++, a += stride) {
        const REAL element = a[first];
        a[first] = a[second];
        a[second] = element;
    }
}

// Divides the column below its pivot and subtracts the outer product with the pivot's row from the columns after it; it
// must be inlined with a constant `others` of at most 7.
TESSERA_INLINE void LOCAL(eliminate)(size_t rows, const size_t others, REAL *a, ptrdiff_t stride) {
    const REAL pivot = a[0];
    const bool divides = (pivot < 0 ? -pivot : pivot) < SMALLEST;
    const REAL reciprocal = divides ? 1 : 1 / pivot;
    if (divides) {
        for (size_t i = 1; i < rows; i++) a[i] /= pivot;
    }
    REAL factors[8];
    TESSERA_UNROLL
    for (size_t j = 0; j < others; j++) factors[j] = a[(ptrdiff_t)(j + 1) * stride];
    size_t i = 1;
    for (; i + WIDEST <= rows; i += WIDEST) {
        const LOCAL(Wide) left = WIDE(a + i) * reciprocal;
        WIDE(a + i) = left;
        TESSERA_UNROLL
        for (size_t j = 0; j < others; j++) {
            REAL *const to = a + i + (ptrdiff_t)(j + 1) * stride;
            WIDE(to) = WIDE(to) - left * factors[j];
        }
    }
    for (; i < rows; i++) {
        const REAL left = a[i] * reciprocal;
        a[i] = left;
        TESSERA_UNROLL
        for (size_t j = 0; j < others; j++) a[i + (ptrdiff_t)(j + 1) * stride] -= left * factors[j];
    }
}

// Factorises columns `first` ... `first + columns - 1` of a panel of `width` columns, whose rows above `first` are
// done. Exchanges whole rows of the panel.
TESSERA_INLINE size_t LOCAL(lu_columns)(
    size_t rows, size_t first, const size_t columns, size_t width, REAL *a, ptrdiff_t stride, int32_t *pivots,
    size_t singular) {
    TESSERA_UNROLL
    for (size_t j = 0; j < columns; j++) {
        const size_t step = first + j;
        REAL *const column = a + (ptrdiff_t)step * stride;
        const size_t pivot = step + LOCAL(largest)(rows - step, column + step);
        pivots[step] = (int32_t)pivot;
        if (column[pivot] == 0) {
            if (step < singular) singular = step;
            continue;
        }
        if (pivot != step) LOCAL(exchange)(width, a, stride, step, pivot);
        LOCAL(eliminate)(rows - step, columns - 1 - j, column + step, stride);
    }
    return singular;
}

// Subtracts what the columns `first` ... `middle - 1`, which are factorised, contribute to those up to `end`: solves
// with the unit lower triangle above the rest, then subtracts the product.
TESSERA_INLINE void LOCAL(update_columns)(
    size_t rows, size_t first, size_t middle, size_t end, REAL *a, ptrdiff_t stride) {
    for (size_t j = middle; j < end; j++) {
        REAL *const target = a + (ptrdiff_t)j * stride;
        for (size_t k = first; k < middle; k++) {
            const REAL factor = target[k], *const column = a + (ptrdiff_t)k * stride;
            for (size_t i = k + 1; i < middle; i++) target[i] -= factor * column[i];
        }
    }
    LOCAL(subtract_product)(
        rows - middle, end - middle, middle - first, a + middle + (ptrdiff_t)first * stride, stride,
        a + first + (ptrdiff_t)middle * stride, stride, a + middle + (ptrdiff_t)middle * stride, stride);
}

// Blocks of 8 columns in the order of the recursion: after block number b, counted from 1, the blocks that the largest
// power of two in b counts are subtracted from as many columns after them.
TESSERA_KERNEL size_t KERNEL(lu_panel)(size_t rows, size_t columns, REAL *a, ptrdiff_t stride, int32_t *pivots) {
    size_t singular = columns, first = 0;
    for (; first + 8 <= columns; first += 8) {
        singular = LOCAL(lu_columns)(rows, first, 8, columns, a, stride, pivots, singular);
        const size_t middle = first + 8, span = middle & -middle;
        if (middle < columns) {
            LOCAL(update_columns)(rows, middle - span, middle, LESSER(middle + span, columns), a, stride);
        }
    }
    for (; first < columns; first++) {
        singular = LOCAL(lu_columns)(rows, first, 1, columns, a, stride, pivots, singular);
        const size_t middle = first + 1;
        if (middle < columns) LOCAL(update_columns)(rows, first, middle, columns, a, stride);
    }
    return singular;
}

TESSERA_KERNEL void KERNEL(exchange_rows)(
    size_t columns, REAL *a, ptrdiff_t stride, size_t first, size_t last, const int32_t *pivots, bool reversed) {
    // Some columns at a time, so that the lines that hold their elements stay in cache.
    for (size_t left = 0; left < columns; left += 32, a += 32 * stride) {
        const size_t width = LESSER(columns - left, 32);
        for (size_t step = first; step < last; step++) {
            const size_t row = reversed ? first + last - 1 - step : step, other = (size_t)pivots[row];
            if (other != row) LOCAL(exchange)(width, a, stride, row, other);
        }
    }
}
