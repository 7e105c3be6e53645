// Reductions of n contiguous values, and column sums of a matrix; compiled in reductions/.
#ifndef TESSERA_CKERNELS_REDUCTIONS_H
#define TESSERA_CKERNELS_REDUCTIONS_H

#include "Common.h"

// Sums are pairwise (Higham, "The accuracy of floating point summation", 1993): lanes within blocks of 1024, then
// blocks in pairs, so that the error grows with log n. The order of the additions depends on n alone. reduce_maximum
// and reduce_minimum need n >= 1 and return NaN if there is one; argmax and argmin need n >= 1 and return the first
// index of the extreme value, or of the first NaN.
#define TESSERA_REDUCE(REAL, result, name) result tessera_##name(size_t n, const REAL *x);
#define TESSERA_DECLARE(REAL, type) \
    TESSERA_REDUCE(REAL, REAL, sum_##type) \
    TESSERA_REDUCE(REAL, REAL, reduce_maximum_##type) \
    TESSERA_REDUCE(REAL, REAL, reduce_minimum_##type) \
    TESSERA_REDUCE(REAL, size_t, argmax_##type) \
    TESSERA_REDUCE(REAL, size_t, argmin_##type) \
    /* Column sums: out[j] = sum over i of x[i * row_stride + j]; the order depends on the number of rows alone. */ \
    void tessera_column_sums_##type(size_t rows, size_t columns, const REAL *x, size_t row_stride, REAL *out);
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE
#undef TESSERA_REDUCE

#endif
