// Reductions of n contiguous values, and column sums of a matrix; compiled in reductions/.
#ifndef TESSERA_CKERNELS_REDUCTIONS_H
#define TESSERA_CKERNELS_REDUCTIONS_H

#include "Common.h"

// Sums are pairwise (Higham, "The accuracy of floating point summation", 1993): lanes within blocks of 1024, then
// blocks in pairs, so that the error grows with log n. The order of the additions depends on n alone. The maximum and
// the minimum need n >= 1 and are NaN if there is one; argmax and argmin need n >= 1 and return the first index of the
// extreme value, or of the first NaN.
//
// The reductions stand in a table (reduce.template.h), from which the caller takes them by name: "sum", "maximum". NULL
// is returned for an unknown name.
#define TESSERA_DECLARE(REAL, type) \
    typedef REAL (*tessera_reduction_##type)(size_t n, const REAL *x); \
    tessera_reduction_##type tessera_reduction_named_##type(const char *name); \
    size_t tessera_argmax_##type(size_t n, const REAL *x); \
    size_t tessera_argmin_##type(size_t n, const REAL *x); \
    /* Column sums: out[j] = sum over i of x[i * row_stride + j]; the order depends on the number of rows alone. */ \
    void tessera_column_sums_##type(size_t rows, size_t columns, const REAL *x, size_t row_stride, REAL *out);
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE

#endif
