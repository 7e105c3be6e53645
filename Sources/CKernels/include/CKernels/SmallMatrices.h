// Batched factorisations of `count` dense n x n matrices, n at most 32, one after another in row-major order; compiled
// in small_matrices/.
//
// cholesky computes L with A = L L^T. solve computes X with A X = B by Gaussian elimination with partial
// pivoting, for at most 32 columns of B. Both return the number of matrices processed: those before the first group (16
// matrices of float, 8 of double) in which a matrix has no result.
#ifndef TESSERA_CKERNELS_SMALL_MATRICES_H
#define TESSERA_CKERNELS_SMALL_MATRICES_H

#include "Common.h"

#pragma clang assume_nonnull begin

#define TESSERA_DECLARE(REAL, type) \
    typedef struct { \
        size_t (*_Nonnull cholesky)(size_t count, size_t n, const REAL *a, REAL *out); \
        size_t (*_Nonnull solve)(size_t count, size_t n, size_t columns, const REAL *a, const REAL *b, REAL *out); \
    } tessera_small_matrices_##type;
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE

#pragma clang assume_nonnull end

#endif
