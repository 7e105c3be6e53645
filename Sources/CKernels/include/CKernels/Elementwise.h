// Elementwise functions, comparisons and selection; compiled in elementwise/.
//
// The functions stand in tables (unary.template.h, binary.template.h, compare.template.h), from which the caller takes
// them by name: "exp", "squared_difference", "less_equal". NULL is returned for an unknown name.
#ifndef TESSERA_CKERNELS_ELEMENTWISE_H
#define TESSERA_CKERNELS_ELEMENTWISE_H

#include "Common.h"

#pragma clang assume_nonnull begin

#define TESSERA_DECLARE(REAL, type) \
    /* out[i] = f(x[i]) */ \
    typedef void (*tessera_unary_##type)(size_t n, const REAL *x, REAL *out); \
    /* out[i] = f(x[i * x_step], y[i * y_step]); a step is 1, or 0 for a value that is repeated */ \
    typedef void (*tessera_binary_##type)( \
        size_t n, const REAL *x, ptrdiff_t x_step, const REAL *y, ptrdiff_t y_step, REAL *out); \
    /* comparisons, with the same steps */ \
    typedef void (*tessera_comparison_##type)( \
        size_t n, const REAL *x, ptrdiff_t x_step, const REAL *y, ptrdiff_t y_step, bool *out); \
    typedef struct { \
        tessera_unary_##type _Nullable (*_Nonnull unary_named)(const char *name); \
        tessera_binary_##type _Nullable (*_Nonnull binary_named)(const char *name); \
        tessera_comparison_##type _Nullable (*_Nonnull comparison_named)(const char *name); \
        /* out[i] = mask[i * mask_step] ? x[i * x_step] : y[i * y_step] */ \
        void (*_Nonnull select)( \
            size_t n, const bool *mask, ptrdiff_t mask_step, const REAL *x, ptrdiff_t x_step, const REAL *y, \
            ptrdiff_t y_step, REAL *out); \
    } tessera_elementwise_##type;
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE

#pragma clang assume_nonnull end

#endif
