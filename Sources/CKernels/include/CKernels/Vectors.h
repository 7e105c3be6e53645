// Products of a matrix and a vector: gemv, transposed gemv, and both in double-double arithmetic; compiled in vectors/.
#ifndef TESSERA_CKERNELS_VECTORS_H
#define TESSERA_CKERNELS_VECTORS_H

#include "Common.h"

#pragma clang assume_nonnull begin

// MARK: Products of a matrix and a vector
//
// The matrix should have at most a few thousand rows, because gemv_transposed adds groups of 8 rows one after the
// other and not pairwise. `out` must not overlap an input.
#define TESSERA_DECLARE(REAL, type) \
    /* gemv: out[i] (+)= sum over j of x[i * row_stride + j] * w[j]; the order depends on the number of columns */ \
    /* alone. */ \
    typedef void (*tessera_gemv_##type)( \
        size_t rows, size_t columns, const REAL *x, size_t row_stride, const REAL *w, REAL *out, bool accumulates); \
    /* Transposed gemv: out[j] (+)= sum over i of g[i] * x[i * row_stride + j]; the order depends on the number of */ \
    /* rows alone. prefetch_distance is the offset in bytes from x of the memory that is read after this product, a */ \
    /* part of which is prefetched into cache; 0 disables the prefetch. */ \
    typedef void (*tessera_gemv_transposed_##type)( \
        size_t rows, size_t columns, const REAL *x, size_t row_stride, const REAL *g, REAL *out, bool accumulates, \
        size_t prefetch_distance);
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE

// MARK: Double-double arithmetic
//
// A number is the sum of two doubles, its high and its low part. x is a dense matrix in row-major order.
typedef struct {
    /// Computes the residual y - w.x - w[columns] of each row; w has `columns` coefficients and the intercept.
    void (*_Nonnull residuals)(
        size_t rows, size_t columns, const double *x, const double *y, const double *w_high, const double *w_low,
        double *high_out, double *low_out);
    /// Transposed gemv: adds x^T r to the sums, which have an element for each column.
    void (*_Nonnull add_gemv_transposed)(
        size_t rows, size_t columns, const double *x, const double *r_high, const double *r_low, double *sums_high,
        double *sums_low);
} tessera_double_double_kernels;

#pragma clang assume_nonnull end

#endif
