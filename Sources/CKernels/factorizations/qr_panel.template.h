// Template: the QR factorisation of a panel by Householder reflections in compact WY form, recursive in the columns
// (Elmroth and Gustavson, "Applying recursion to serial and parallel QR factorization leads to better performance",
// 2000; Schreiber and Van Loan, "A storage-efficient WY representation for products of Householder transformations",
// 1989).
// Expects REAL, LOCAL, KERNEL, LIBM (f32.h or f64.h), SMALLEST, LEAST_SQUARE, MOST_SQUARE, WIDEST and
// panel_products.template.h. Included once per precision by factorizations.c.

// Returns the sum of the squares of scaled elements.
TESSERA_INLINE REAL LOCAL(sum_of_squares)(size_t count, const REAL *x, REAL scale) {
    LOCAL(Wide) sum[4];
    __builtin_memset(sum, 0, sizeof sum);
    size_t i = 0;
    TESSERA_ROLL
    for (; i + 4 * WIDEST <= count; i += 4 * WIDEST) {
        TESSERA_UNROLL
        for (size_t j = 0; j < 4; j++) {
            const LOCAL(Wide) value = WIDE(x + i + j * WIDEST) * scale;
            sum[j] += value * value;
        }
    }
    sum[0] = (sum[0] + sum[1]) + (sum[2] + sum[3]);
    REAL total = LOCAL(sum_wide)(sum);
    for (; i < count; i++) total += (x[i] * scale) * (x[i] * scale);
    return total;
}

// Returns the Euclidean norm (BLAS: nrm2). Where squares overflow or underflow, the elements are divided by the
// largest.
TESSERA_INLINE REAL LOCAL(norm)(size_t count, const REAL *x) {
    const REAL square = LOCAL(sum_of_squares)(count, x, 1);
    if (square >= LEAST_SQUARE && square <= MOST_SQUARE) return LIBM(__builtin_sqrt)(square);
    REAL most = 0;
    for (size_t i = 0; i < count; i++) most = LIBM(__builtin_fmax)(most, LIBM(__builtin_fabs)(x[i]));
    if (most == 0 || most - most != 0) return most;
    REAL total = 0;
    for (size_t i = 0; i < count; i++) total += (x[i] / most) * (x[i] / most);
    return most * LIBM(__builtin_sqrt)(total);
}

// Creates the reflection I - tau v v^T that zeroes x below its first element, which it replaces with the diagonal
// element of R; v, whose first element is an implicit 1, replaces the others (LAPACK: larfg). Returns tau.
TESSERA_INLINE REAL LOCAL(reflection)(size_t count, REAL *x) {
    const REAL tail = LOCAL(norm)(count - 1, x + 1);
    if (tail == 0) return 0;
    const REAL head = x[0], larger = LIBM(__builtin_fmax)(LIBM(__builtin_fabs)(head), tail);
    const REAL a = head / larger, b = tail / larger, length = larger * LIBM(__builtin_sqrt)(a * a + b * b);
    const REAL diagonal = head >= 0 ? -length : length, pivot = head - diagonal;
    if (LIBM(__builtin_fabs)(pivot) < 4 * SMALLEST) {
        for (size_t i = 1; i < count; i++) x[i] /= pivot;
    } else {
        const REAL reciprocal = 1 / pivot;
        TESSERA_LOOP
        for (size_t i = 1; i < count; i++) x[i] *= reciprocal;
    }
    x[0] = diagonal;
    return -pivot / diagonal;
}

// Adds the inner products of `width` columns of b with the vector v; it must be inlined with a constant width of at
// most 4.
TESSERA_INLINE void LOCAL(dots_with)(
    const size_t width, size_t rows, const REAL *v, const REAL *b, ptrdiff_t stride, REAL *out) {
    LOCAL(add_dots)(1, width, rows, v, 0, b, stride, out, 1);
}

// Subtracts multiples of v from `width` columns; it must be inlined with a constant width of at most 4.
TESSERA_INLINE void LOCAL(subtract_multiples)(
    const size_t width, size_t rows, const REAL *v, const REAL *weights, REAL *b, ptrdiff_t stride) {
    LOCAL(subtract_columns)(width, rows, 1, v, 0, weights, 1, b, stride);
}

#define FOR_COLUMNS(from, to, call4, call1) \
    { \
        size_t j = from; \
        for (; j + 4 <= to; j += 4) call4; \
        for (; j < to; j++) call1; \
    }

// Factorises at most 8 columns, one reflection after another, and their triangle T.
TESSERA_INLINE void LOCAL(qr_columns)(
    size_t rows, size_t columns, REAL *a, ptrdiff_t stride, REAL *tau, REAL *t, ptrdiff_t t_stride) {
    for (size_t step = 0; step < columns; step++) {
        REAL *const x = a + step + (ptrdiff_t)step * stride, *const below = x + 1;
        const size_t count = rows - step - 1;
        const REAL scale = tau[step] = LOCAL(reflection)(rows - step, x);
        // The products of v with all other columns: with those after it to reflect them, with those before it for T.
        REAL dots[8];
        for (size_t j = 0; j < columns; j++) dots[j] = a[step + (ptrdiff_t)j * stride];
        const REAL *const others = a + step + 1;
        FOR_COLUMNS(
            0, step, LOCAL(dots_with)(4, count, below, others + (ptrdiff_t)j * stride, stride, dots + j),
            LOCAL(dots_with)(1, count, below, others + (ptrdiff_t)j * stride, stride, dots + j))
        FOR_COLUMNS(
            step + 1, columns, LOCAL(dots_with)(4, count, below, others + (ptrdiff_t)j * stride, stride, dots + j),
            LOCAL(dots_with)(1, count, below, others + (ptrdiff_t)j * stride, stride, dots + j))
        for (size_t j = 0; j < columns; j++) dots[j] *= scale;
        for (size_t j = step + 1; j < columns; j++) a[step + (ptrdiff_t)j * stride] -= dots[j];
        REAL *const rest = a + step + 1;
        FOR_COLUMNS(
            step + 1, columns,
            LOCAL(subtract_multiples)(4, count, below, dots + j, rest + (ptrdiff_t)j * stride, stride),
            LOCAL(subtract_multiples)(1, count, below, dots + j, rest + (ptrdiff_t)j * stride, stride))
        // Column `step` of T is -tau T (V^T v), above tau (LAPACK: larft).
        REAL *const column = t + (ptrdiff_t)step * t_stride;
        for (size_t i = 0; i < step; i++) {
            REAL sum = 0;
            for (size_t k = i; k < step; k++) sum -= t[i + (ptrdiff_t)k * t_stride] * dots[k];
            column[i] = sum;
        }
        column[step] = scale;
    }
}

// Copies the unit lower triangle at the top of the reflections, with the zeros that are not stored.
TESSERA_INLINE void LOCAL(copy_unit_lower)(size_t order, const REAL *v, ptrdiff_t stride, REAL *out) {
    for (size_t j = 0; j < order; j++) {
        for (size_t i = 0; i < order; i++) {
            out[i + j * order] = i < j ? 0 : i == j ? 1 : v[i + (ptrdiff_t)j * stride];
        }
    }
}

// Joins the reflections `first` ... `middle - 1` with those up to `end` to one triangle T: its upper right block is
// -T1 (V1^T V2) T2. `scratch` has 3 * PANEL * PANEL elements at most.
TESSERA_INLINE void LOCAL(join_triangles)(
    size_t rows, size_t first, size_t middle, size_t end, const REAL *a, ptrdiff_t stride, REAL *t, ptrdiff_t t_stride,
    REAL *scratch) {
    const size_t left = middle - first, right = end - middle;
    REAL *const top = scratch, *const w = top + right * right, *const product = w + left * right;
    const REAL *const v1 = a + middle + (ptrdiff_t)first * stride, *const v2 = a + middle + (ptrdiff_t)middle * stride;
    LOCAL(copy_unit_lower)(right, v2, stride, top);
    __builtin_memset(w, 0, left * right * sizeof(REAL));
    __builtin_memset(product, 0, left * right * sizeof(REAL));
    LOCAL(add_transposed_product)(right, left, right, v1, stride, top, (ptrdiff_t)right, w, (ptrdiff_t)left);
    LOCAL(add_transposed_product)(
        rows - end, left, right, v1 + right, stride, v2 + right, stride, w, (ptrdiff_t)left);
    for (size_t j = 0; j < right; j++) {
        for (size_t k = 0; k <= j; k++) {
            const REAL factor = t[middle + k + (ptrdiff_t)(middle + j) * t_stride];
            for (size_t i = 0; i < left; i++) product[i + j * left] += w[i + k * left] * factor;
        }
    }
    for (size_t j = 0; j < right; j++) {
        REAL *const out = t + first + (ptrdiff_t)(middle + j) * t_stride;
        for (size_t i = 0; i < left; i++) out[i] = 0;
        for (size_t k = 0; k < left; k++) {
            const REAL factor = product[k + j * left], *const column = t + first + (ptrdiff_t)(first + k) * t_stride;
            for (size_t i = 0; i <= k; i++) out[i] -= column[i] * factor;
        }
    }
}

// Applies the transposed reflections `first` ... `middle - 1` to the columns up to `end`: C -= V T^T (V^T C).
TESSERA_INLINE void LOCAL(reflect_columns)(
    size_t rows, size_t first, size_t middle, size_t end, REAL *a, ptrdiff_t stride, const REAL *t, ptrdiff_t t_stride,
    REAL *scratch) {
    const size_t left = middle - first, right = end - middle;
    REAL *const top = scratch, *const w = top + left * left, *const product = w + left * right;
    const REAL *const v = a + first + (ptrdiff_t)first * stride;
    REAL *const c = a + first + (ptrdiff_t)middle * stride;
    LOCAL(copy_unit_lower)(left, v, stride, top);
    __builtin_memset(w, 0, left * right * sizeof(REAL));
    LOCAL(add_transposed_product)(left, left, right, top, (ptrdiff_t)left, c, stride, w, (ptrdiff_t)left);
    LOCAL(add_transposed_product)(
        rows - middle, left, right, v + left, stride, c + left, stride, w, (ptrdiff_t)left);
    for (size_t j = 0; j < right; j++) {
        for (size_t i = 0; i < left; i++) {
            REAL sum = 0;
            const REAL *const column = t + first + (ptrdiff_t)(first + i) * t_stride;
            for (size_t k = 0; k <= i; k++) sum += column[k] * w[k + j * left];
            product[i + j * left] = sum;
        }
    }
    LOCAL(subtract_product)(
        left, right, left, top, (ptrdiff_t)left, product, (ptrdiff_t)left, c, stride);
    LOCAL(subtract_product)(
        rows - middle, right, left, v + left, stride, product, (ptrdiff_t)left, c + left, stride);
}

// Blocks of 8 columns in the order of the recursion, as in lu_panel.template.h.
TESSERA_KERNEL void KERNEL(qr_panel)(
    size_t rows, size_t columns, REAL *a, ptrdiff_t stride, REAL *tau, REAL *t, ptrdiff_t t_stride, REAL *scratch) {
    for (size_t first = 0; first < columns; first += 8) {
        const size_t middle = LESSER(first + 8, columns);
        LOCAL(qr_columns)(
            rows - first, middle - first, a + first + (ptrdiff_t)first * stride, stride, tau + first,
            t + first + (ptrdiff_t)first * t_stride, t_stride);
        // Joins the block with its neighbours of the same size, as far as they are done.
        const size_t done = (first + 8) / 8;
        for (size_t size = 1; size < done; size *= 2) {
            if ((done & (2 * size - 1)) != 0 && middle < columns) continue;
            const size_t start = (done - 1) / (2 * size) * (2 * size) * 8, half = start + size * 8;
            if (half < middle) LOCAL(join_triangles)(rows, start, half, middle, a, stride, t, t_stride, scratch);
        }
        const size_t span = middle & -middle;
        if (middle < columns) {
            LOCAL(reflect_columns)(
                rows, middle - span, middle, LESSER(middle + span, columns), a, stride, t, t_stride, scratch);
        }
    }
}
#undef FOR_COLUMNS
