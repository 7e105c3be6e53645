// Matrix products: batched GEMM of small matrices, and Gram matrices (syrk); compiled in products/.
#ifndef TESSERA_CKERNELS_PRODUCTS_H
#define TESSERA_CKERNELS_PRODUCTS_H

#include "Common.h"

#pragma clang assume_nonnull begin

// MARK: Products of small matrices
//
// Batched GEMM: c[i * columns + j] (+)= sum over k of a[i * a_row + k * a_column] * b[k * b_row + j * b_column], for
// `batch` matrices that are a_batch, b_batch and c_batch elements apart; (+)= adds if `accumulates`. a and b may have
// any strides and are fast if one of the two is 1; c must not overlap them. The sum is 0 if `depth` is 0. The sum over
// k is in blocks of 256, one after the other, and in order within them. That order depends on the shape alone or, if
// there is only one row or one column, on the shape and the strides.
#define TESSERA_DECLARE(REAL, type) \
    typedef void (*tessera_batched_gemm_##type)( \
        size_t batch, size_t rows, size_t columns, size_t depth, const REAL *a, ptrdiff_t a_batch, ptrdiff_t a_row, \
        ptrdiff_t a_column, const REAL *b, ptrdiff_t b_batch, ptrdiff_t b_row, ptrdiff_t b_column, REAL *c, \
        ptrdiff_t c_batch, bool accumulates);
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE

// MARK: Products of large matrices
//
// GEMM: c[i * c_row + j] (+)= sum over k of a[i * a_row + k * a_column] * b[k * b_row + j * b_column], with the order of
// the sum and the NaN policy of batched_gemm, by panels of a and b that are packed into `scratch`. That has
// packed_gemm_scratch(rows, columns) elements, aligned to 64 bytes; c must not overlap a or b. `level` is an instruction
// set from 1, the baseline, to tessera_levels(); those with fused multiply-adds give the same bits.
#define TESSERA_DECLARE(REAL, type) \
    size_t tessera_packed_gemm_scratch_##type(size_t rows, size_t columns); \
    void tessera_packed_gemm_##type( \
        int level, size_t rows, size_t columns, size_t depth, const REAL *a, ptrdiff_t a_row, ptrdiff_t a_column, \
        const REAL *b, ptrdiff_t b_row, ptrdiff_t b_column, REAL *c, ptrdiff_t c_row, bool accumulates, REAL *scratch);
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE

// The same product for workers that share the panels of b. pack_panels packs at most tessera_packed_terms terms of the
// sum, in `depth` * `columns` elements, where `columns` is rounded up to a multiple of tessera_packed_columns: columns
// from a multiple of it on are packed from the product of that multiple and `depth` on, by any worker. multiply_packed
// multiplies at most tessera_packed_rows_f32 or _f64 rows of a by them, in scratch memory for so many rows of
// tessera_packed_terms elements.
enum {
    tessera_packed_terms = 256,
    tessera_packed_columns = 96,
    tessera_packed_rows_f32 = 264,
    tessera_packed_rows_f64 = 144
};
#define TESSERA_DECLARE(REAL, type) \
    void tessera_pack_panels_##type( \
        int level, size_t columns, size_t depth, const REAL *b, ptrdiff_t b_row, ptrdiff_t b_column, REAL *panels); \
    void tessera_multiply_packed_##type( \
        int level, size_t rows, size_t columns, size_t depth, const REAL *a, ptrdiff_t a_row, ptrdiff_t a_column, \
        const REAL *panels, REAL *c, ptrdiff_t c_row, bool accumulates, REAL *scratch);
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE

/// Returns the instruction set with which packed_gemm is fastest on this processor.
int tessera_gemm_best_level(void);

// MARK: Gram matrices (syrk)

/// Adds x^T x to the upper triangle of `gram`, in row-major order, and to some elements below it (BLAS: syrk). x has
/// rows of `columns` elements, a multiple of 4. The order of the additions depends on the number of rows alone.
/// Meanwhile prefetch_bytes bytes from prefetch_start on are prefetched into cache.
typedef void (*tessera_add_gram_f64)(
    size_t rows, size_t columns, const double *x, double *gram, const void *_Nullable prefetch_start,
    size_t prefetch_bytes);

#pragma clang assume_nonnull end

#endif
