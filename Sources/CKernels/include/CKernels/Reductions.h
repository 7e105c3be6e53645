// Reductions of n contiguous values, and column sums of a matrix; compiled in reductions/.
#ifndef TESSERA_CKERNELS_REDUCTIONS_H
#define TESSERA_CKERNELS_REDUCTIONS_H

#include "Common.h"

#pragma clang assume_nonnull begin

// Sums are pairwise (Higham, "The accuracy of floating point summation", 1993): lanes within blocks of 1024, then
// blocks in pairs, so that the error grows with log n. The order of the additions depends on n alone. The maximum and
// the minimum need n >= 1 and are NaN if there is one; argmax and argmin need n >= 1 and return the first index of the
// extreme value, or of the first NaN.
//
// The reductions stand in a table (reduce.template.h), from which the caller takes them by name: "sum", "maximum". NULL
// is returned for an unknown name.
#define TESSERA_DECLARE(REAL, type) \
    typedef REAL (*tessera_reduction_##type)(size_t n, const REAL *x); \
    typedef struct { \
        tessera_reduction_##type _Nullable (*_Nonnull reduction_named)(const char *name); \
        size_t (*_Nonnull argmax)(size_t n, const REAL *x); \
        size_t (*_Nonnull argmin)(size_t n, const REAL *x); \
        /* Column sums: out[j] = sum over i of x[i * row_stride + j]; the order depends on the number of rows alone. */ \
        void (*_Nonnull column_sums)(size_t rows, size_t columns, const REAL *x, size_t row_stride, REAL *out); \
    } tessera_reductions_##type;
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE

#pragma clang assume_nonnull end

#endif
