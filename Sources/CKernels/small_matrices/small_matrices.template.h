// Template: batched factorisations of small matrices, one matrix per lane of vectors with GROUP lanes (interleaved
// storage). Element e of the matrix in a lane is w[e][lane]; the result of a lane does not depend on the other lanes.
// Expects REAL, LOCAL and KERNEL (f32.h or f64.h), GROUP, BITS, an integer of the size of REAL, and SMALL, the largest
// dimension of a matrix. Undefines GROUP and BITS. Included once per precision by small_matrices.c.

typedef REAL LOCAL(Lanes) __attribute__((vector_size(GROUP * sizeof(REAL)), aligned(sizeof(REAL)), may_alias));
typedef BITS LOCAL(LaneBits) __attribute__((vector_size(GROUP * sizeof(REAL)), aligned(sizeof(REAL)), may_alias));

// Loads `count` matrices into lanes. Lanes beyond them are filled with the identity where `identity` is set, otherwise
// with zeros.
TESSERA_INLINE void LOCAL(load_lanes)(
    size_t count, size_t rows, size_t columns, size_t width, const REAL *a, LOCAL(Lanes) *w, bool identity) {
    const size_t size = rows * columns;
    for (size_t i = 0; i < rows; i++) {
        for (size_t j = 0; j < columns; j++) {
            const REAL *element = a + i * columns + j;
            LOCAL(Lanes) lanes = (LOCAL(Lanes)){0} + (REAL)(identity && i == j);
            if (count == GROUP) {
                TESSERA_UNROLL
                for (size_t lane = 0; lane < GROUP; lane++) lanes[lane] = element[lane * size];
            } else {
                for (size_t lane = 0; lane < count; lane++) lanes[lane] = element[lane * size];
            }
            w[i * width + j] = lanes;
        }
    }
}

TESSERA_INLINE void LOCAL(store_lanes)(
    size_t count, size_t rows, size_t columns, size_t width, const LOCAL(Lanes) *w, REAL *out) {
    const size_t size = rows * columns;
    for (size_t i = 0; i < rows; i++) {
        for (size_t j = 0; j < columns; j++) {
            const LOCAL(Lanes) lanes = w[i * width + j];
            REAL *element = out + i * columns + j;
            if (count == GROUP) {
                TESSERA_UNROLL
                for (size_t lane = 0; lane < GROUP; lane++) element[lane * size] = lanes[lane];
            } else {
                for (size_t lane = 0; lane < count; lane++) element[lane * size] = lanes[lane];
            }
        }
    }
}

// Returns whether every lane is 0. Callers pass sums of x - x, which are 0 only if every x is finite.
TESSERA_INLINE bool LOCAL(all_zero)(const LOCAL(Lanes) *x) {
    bool zero = true;
    for (size_t lane = 0; lane < GROUP; lane++) zero = zero && (*x)[lane] == 0;
    return zero;
}

// Right-looking (outer-product) Cholesky factorisation A = L L^T (Golub and Van Loan, "Matrix computations", chapter
// 4), in place. Returns false if a matrix is not finite or not positive definite.
TESSERA_INLINE bool LOCAL(cholesky_lanes)(size_t n, LOCAL(Lanes) *w) {
    LOCAL(Lanes) not_finite = {0};
    LOCAL(LaneBits) good = (LOCAL(LaneBits)){0} == 0;
    for (size_t e = 0; e < n * n; e++) not_finite += w[e] - w[e];
    for (size_t j = 0; j < n; j++) {
        const LOCAL(Lanes) square = w[j * n + j];
        good &= square > 0;
        const LOCAL(Lanes) root = __builtin_elementwise_sqrt(square);
        w[j * n + j] = root;
        const LOCAL(Lanes) scale = 1 / root;
        for (size_t i = j + 1; i < n; i++) w[i * n + j] *= scale;
        for (size_t i = j + 1; i < n; i++) {
            const LOCAL(Lanes) factor = w[i * n + j];
            for (size_t k = j + 1; k <= i; k++) w[i * n + k] -= factor * w[k * n + j];
        }
        for (size_t k = j + 1; k < n; k++) w[j * n + k] = (LOCAL(Lanes)){0};
    }
    for (size_t e = 0; e < n * n; e++) not_finite += w[e] - w[e];
    bool all = LOCAL(all_zero)(&not_finite);
    for (size_t lane = 0; lane < GROUP; lane++) all = all && good[lane];
    return all;
}

// Returns the number of matrices factorised: those before the first group of GROUP matrices in which one has no factor.
TESSERA_KERNEL size_t KERNEL(small_cholesky)(size_t count, size_t n, const REAL *a, REAL *out) {
    LOCAL(Lanes) w[SMALL * SMALL];
    for (size_t first = 0; first < count; first += GROUP) {
        const size_t own = count - first < GROUP ? count - first : GROUP;
        LOCAL(load_lanes)(own, n, n, n, a + first * n * n, w, true);
        if (!LOCAL(cholesky_lanes)(n, w)) return first;
        LOCAL(store_lanes)(own, n, n, n, w, out + first * n * n);
    }
    return count;
}

// Finds the pivot of column k in each lane: the row and the magnitude of the largest element on or below the diagonal.
TESSERA_INLINE void LOCAL(find_pivots)(
    size_t n, size_t width, size_t k, const LOCAL(Lanes) *w, LOCAL(LaneBits) *rows, LOCAL(Lanes) *largest) {
    *rows = (LOCAL(LaneBits)){0} + (BITS)k;
    *largest = (LOCAL(Lanes)){0};
    for (size_t i = k; i < n; i++) {
        const LOCAL(Lanes) element = w[i * width + k];
        const LOCAL(Lanes) size = __builtin_elementwise_abs(element);
        const LOCAL(LaneBits) larger = size > *largest;
        *rows = (larger & (BITS)i) | (~larger & *rows);
        *largest = (LOCAL(Lanes))((larger & (LOCAL(LaneBits))size) | (~larger & (LOCAL(LaneBits)) * largest));
    }
}

TESSERA_INLINE void LOCAL(exchange_rows)(size_t width, size_t k, LOCAL(Lanes) *w, const LOCAL(LaneBits) *rows) {
    for (size_t lane = 0; lane < GROUP; lane++) {
        const size_t other = (size_t)(*rows)[lane];
        if (other == k) continue;
        REAL *x = (REAL *)&w[k * width] + lane, *y = (REAL *)&w[other * width] + lane;
        for (size_t j = k; j < width; j++) {
            const REAL element = x[j * GROUP];
            x[j * GROUP] = y[j * GROUP];
            y[j * GROUP] = element;
        }
    }
}

// Gaussian elimination of [A B] with partial pivoting, then back substitution (Golub and Van Loan, "Matrix
// computations", chapter 3). Returns false if a matrix is singular or a number not finite.
TESSERA_INLINE bool LOCAL(solve_lanes)(size_t n, size_t width, LOCAL(Lanes) *w) {
    LOCAL(Lanes) not_finite = {0};
    for (size_t e = 0; e < n * width; e++) not_finite += w[e] - w[e];
    bool all = true;
    for (size_t k = 0; k < n; k++) {
        LOCAL(LaneBits) rows;
        LOCAL(Lanes) largest;
        LOCAL(find_pivots)(n, width, k, w, &rows, &largest);
        for (size_t lane = 0; lane < GROUP; lane++) all = all && largest[lane] > 0;
        LOCAL(exchange_rows)(width, k, w, &rows);
        const LOCAL(Lanes) scale = 1 / w[k * width + k];
        w[k * width + k] = scale;
        for (size_t i = k + 1; i < n; i++) {
            const LOCAL(Lanes) factor = w[i * width + k] * scale;
            for (size_t j = k + 1; j < width; j++) w[i * width + j] -= factor * w[k * width + j];
        }
    }
    for (size_t k = n; k-- > 0;) {
        for (size_t j = n; j < width; j++) {
            const LOCAL(Lanes) x = w[k * width + j] * w[k * width + k];
            w[k * width + j] = x;
            not_finite += x - x;
            for (size_t i = 0; i < k; i++) w[i * width + j] -= x * w[i * width + k];
        }
    }
    return all && LOCAL(all_zero)(&not_finite);
}

// Solves A X = B, where B has at most SMALL columns. Returns the number of systems solved, counted like small_cholesky.
TESSERA_KERNEL size_t KERNEL(small_solve)(
    size_t count, size_t n, size_t columns, const REAL *a, const REAL *b, REAL *out) {
    LOCAL(Lanes) w[SMALL * SMALL * 2];
    const size_t width = n + columns;
    for (size_t first = 0; first < count; first += GROUP) {
        const size_t own = count - first < GROUP ? count - first : GROUP;
        LOCAL(load_lanes)(own, n, n, width, a + first * n * n, w, true);
        LOCAL(load_lanes)(own, n, columns, width, b + first * n * columns, w + n, false);
        if (!LOCAL(solve_lanes)(n, width, w)) return first;
        LOCAL(store_lanes)(own, n, columns, width, w + n, out + first * n * columns);
    }
    return count;
}
#undef GROUP
#undef BITS
