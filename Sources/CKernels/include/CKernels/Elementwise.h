// Elementwise functions, comparisons and selection; compiled in elementwise/.
#ifndef TESSERA_CKERNELS_ELEMENTWISE_H
#define TESSERA_CKERNELS_ELEMENTWISE_H

#include "Common.h"

// MARK: One input: out[i] = f(x[i])
//
// The functions from exp to cos are within 2 ulp everywhere, subnormal numbers included. Every function returns NaN for
// NaN; sign(0) is 0, and relu(-0) is 0.
#define TESSERA_UNARY(REAL, name) void tessera_##name(size_t n, const REAL *x, REAL *out);
#define TESSERA_DECLARE(REAL, type) \
    TESSERA_UNARY(REAL, negate_##type) \
    TESSERA_UNARY(REAL, abs_##type) \
    TESSERA_UNARY(REAL, sign_##type) \
    TESSERA_UNARY(REAL, square_##type) \
    TESSERA_UNARY(REAL, sqrt_##type) \
    TESSERA_UNARY(REAL, reciprocal_##type) \
    TESSERA_UNARY(REAL, relu_##type) \
    TESSERA_UNARY(REAL, exp_##type) \
    TESSERA_UNARY(REAL, expm1_##type) \
    TESSERA_UNARY(REAL, log_##type) \
    TESSERA_UNARY(REAL, log1p_##type) \
    TESSERA_UNARY(REAL, tanh_##type) \
    TESSERA_UNARY(REAL, sigmoid_##type) \
    TESSERA_UNARY(REAL, log_sigmoid_##type) \
    TESSERA_UNARY(REAL, softplus_##type) \
    TESSERA_UNARY(REAL, sin_##type) \
    TESSERA_UNARY(REAL, cos_##type)
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE
#undef TESSERA_UNARY

// MARK: Two inputs: out[i] = f(x[i * x_step], y[i * y_step])
//
// A step is 1, or 0 for a value that is repeated. maximum and minimum return NaN if either input is NaN; power is
// libm's.
//   squared_difference   (x - y)^2
//   sigmoid_difference   sigmoid(x) - y, the gradient of bce_logits with respect to x
//   bce_logits           binary cross-entropy of a logit x and a label y: max(x, 0) - x y + log(1 + e^-|x|), finite
//                        for every finite x
//   bce_probabilities    binary cross-entropy of a probability x and a label y:
//                        -(y max(log x, -100) + (1 - y) max(log(1 - x), -100))
//   bce_probabilities_gradient    the gradient of bce_probabilities with respect to x
//   signed               x times the sign of y: 0 where y is 0, NaN where y is NaN
//   sigmoid_vjp        the vjp of sigmoid: x times its derivative at y, x / (2 cosh(y / 2))^2
//   tanh_vjp           the vjp of tanh: x times its derivative at y, x / cosh(y)^2
#define TESSERA_BINARY(REAL, name) \
    void tessera_##name(size_t n, const REAL *x, ptrdiff_t x_step, const REAL *y, ptrdiff_t y_step, REAL *out);
#define TESSERA_DECLARE(REAL, type) \
    TESSERA_BINARY(REAL, add_##type) \
    TESSERA_BINARY(REAL, subtract_##type) \
    TESSERA_BINARY(REAL, multiply_##type) \
    TESSERA_BINARY(REAL, divide_##type) \
    TESSERA_BINARY(REAL, power_##type) \
    TESSERA_BINARY(REAL, maximum_##type) \
    TESSERA_BINARY(REAL, minimum_##type) \
    TESSERA_BINARY(REAL, squared_difference_##type) \
    TESSERA_BINARY(REAL, sigmoid_difference_##type) \
    TESSERA_BINARY(REAL, bce_logits_##type) \
    TESSERA_BINARY(REAL, bce_probabilities_##type) \
    TESSERA_BINARY(REAL, bce_probabilities_gradient_##type) \
    TESSERA_BINARY(REAL, signed_##type) \
    TESSERA_BINARY(REAL, sigmoid_vjp_##type) \
    TESSERA_BINARY(REAL, tanh_vjp_##type)
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE
#undef TESSERA_BINARY

// MARK: Comparisons and selection, with the same steps
#define TESSERA_COMPARE(REAL, name) \
    void tessera_##name(size_t n, const REAL *x, ptrdiff_t x_step, const REAL *y, ptrdiff_t y_step, bool *out);
#define TESSERA_DECLARE(REAL, type) \
    TESSERA_COMPARE(REAL, equal_##type) \
    TESSERA_COMPARE(REAL, not_equal_##type) \
    TESSERA_COMPARE(REAL, less_##type) \
    TESSERA_COMPARE(REAL, less_equal_##type) \
    TESSERA_COMPARE(REAL, greater_##type) \
    TESSERA_COMPARE(REAL, greater_equal_##type) \
    /* out[i] = mask[i * mask_step] ? x[i * x_step] : y[i * y_step] */ \
    void tessera_select_##type( \
        size_t n, const bool *mask, ptrdiff_t mask_step, const REAL *x, ptrdiff_t x_step, const REAL *y, \
        ptrdiff_t y_step, REAL *out);
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE
#undef TESSERA_COMPARE

#endif
