// Elementwise functions, comparisons and selection; compiled in elementwise/.
//
// The functions stand in tables (unary.template.h, binary.template.h, compare.template.h), from which the caller takes
// them by name: "exp", "squared_difference", "less_equal". NULL is returned for an unknown name.
#ifndef TESSERA_CKERNELS_ELEMENTWISE_H
#define TESSERA_CKERNELS_ELEMENTWISE_H

#include "Common.h"

#define TESSERA_DECLARE(REAL, type) \
    /* out[i] = f(x[i]) */ \
    typedef void (*tessera_unary_##type)(size_t n, const REAL *x, REAL *out); \
    tessera_unary_##type tessera_unary_named_##type(const char *name); \
    /* out[i] = f(x[i * x_step], y[i * y_step]); a step is 1, or 0 for a value that is repeated */ \
    typedef void (*tessera_binary_##type)( \
        size_t n, const REAL *x, ptrdiff_t x_step, const REAL *y, ptrdiff_t y_step, REAL *out); \
    tessera_binary_##type tessera_binary_named_##type(const char *name); \
    /* one of the binary functions, which the interpreter of programs calls */ \
    void tessera_add_##type( \
        size_t n, const REAL *x, ptrdiff_t x_step, const REAL *y, ptrdiff_t y_step, REAL *out); \
    /* comparisons, with the same steps */ \
    typedef void (*tessera_comparison_##type)( \
        size_t n, const REAL *x, ptrdiff_t x_step, const REAL *y, ptrdiff_t y_step, bool *out); \
    tessera_comparison_##type tessera_comparison_named_##type(const char *name); \
    /* out[i] = mask[i * mask_step] ? x[i * x_step] : y[i * y_step] */ \
    void tessera_select_##type( \
        size_t n, const bool *mask, ptrdiff_t mask_step, const REAL *x, ptrdiff_t x_step, const REAL *y, \
        ptrdiff_t y_step, REAL *out);
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE

#endif
