// Loops over contiguous arrays, compiled for several x86-64 levels and chosen at load time.
//
// Every function comes for float (suffix _f32) and double (_f64). Counts are in elements, may be 0 unless said
// otherwise, and nothing has to be aligned. `out` may be the same address as an input; no other overlap is allowed.
// An element's result does not depend on its position or on its neighbours. Nothing here allocates or starts threads.
#ifndef TESSERA_CKERNELS_H
#define TESSERA_CKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TESSERA_FOR_EACH_TYPE(declare) declare(float, f32) declare(double, f64)

// MARK: One input: out[i] = f(x[i])
//
// exp to cos are within 2 ulp everywhere, subnormal numbers included. NaN gives NaN throughout; sign(0) is 0, and
// relu(-0) is 0.
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
// A step is 1, or 0 for one value throughout. maximum and minimum return NaN if either input is NaN; power is libm's.
//   squared_difference   (x - y)^2
//   sigmoid_difference   sigmoid(x) - y, the gradient of bce_logits with respect to x
//   bce_logits           max(x, 0) - x y + log(1 + e^-|x|), finite for every finite x
//   bce_probabilities    -(y max(log x, -100) + (1 - y) max(log(1 - x), -100))
//   probability_slope    the gradient of bce_probabilities with respect to x
//   signed               x with the sign of y put before it, 0 where y is 0
//   sigmoid_slope        x / (2 cosh(y / 2))^2: x times the slope of the sigmoid at y
//   tanh_slope           x / cosh(y)^2
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
    TESSERA_BINARY(REAL, probability_slope_##type) \
    TESSERA_BINARY(REAL, signed_##type) \
    TESSERA_BINARY(REAL, sigmoid_slope_##type) \
    TESSERA_BINARY(REAL, tanh_slope_##type)
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE
#undef TESSERA_BINARY

// MARK: Comparisons and selection, with steps as above
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

// MARK: Reductions of n contiguous values
//
// The order of the additions depends on n alone: lanes within blocks of 1024, then pairwise, so that the error grows
// with log n. maximum and minimum need n >= 1 and return NaN if there is one; argmax and argmin need n >= 1 and return
// the first position of the extreme value, or of the first NaN.
#define TESSERA_REDUCE(REAL, result, name) result tessera_##name(size_t n, const REAL *x);
#define TESSERA_DECLARE(REAL, type) \
    TESSERA_REDUCE(REAL, REAL, sum_##type) \
    TESSERA_REDUCE(REAL, REAL, reduce_maximum_##type) \
    TESSERA_REDUCE(REAL, REAL, reduce_minimum_##type) \
    TESSERA_REDUCE(REAL, size_t, argmax_##type) \
    TESSERA_REDUCE(REAL, size_t, argmin_##type) \
    /* out[j] = sum of x[i * row_stride + j] over rows; the order depends on the number of rows alone. */ \
    void tessera_sum_rows_##type(size_t rows, size_t columns, const REAL *x, size_t row_stride, REAL *out);
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE
#undef TESSERA_REDUCE

// MARK: Optimizers, in place
//
// PyTorch's formulas. sgd without momentum takes no velocity (NULL). adam's correctionK is 1 - betaK^t at step t.
#define TESSERA_DECLARE(REAL, type) \
    void tessera_sgd_##type( \
        size_t n, REAL *parameter, const REAL *gradient, REAL *velocity, REAL learning_rate, REAL momentum, \
        bool nesterov, REAL weight_decay); \
    void tessera_adam_##type( \
        size_t n, REAL *parameter, const REAL *gradient, REAL *first, REAL *second, REAL learning_rate, REAL beta1, \
        REAL beta2, REAL epsilon, REAL weight_decay, REAL correction1, REAL correction2);
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE

// MARK: Products of small matrices
//
// c[i * columns + j] (+)= sum over k of a[i * a_row + k * a_column] * b[k * b_row + j * b_column], for `batch` matrices
// a_batch, b_batch and c_batch apart. a and b may have any strides and are fast if one of the two is 1; c overlaps
// neither. Without terms the sum is 0. The sum over k is in blocks of 256, one after the other, and in order within
// them: it depends on the shape alone or, if there is one row or one column only, on the shape and the strides.
#define TESSERA_DECLARE(REAL, type) \
    void tessera_small_products_##type( \
        size_t batch, size_t rows, size_t columns, size_t depth, const REAL *a, ptrdiff_t a_batch, ptrdiff_t a_row, \
        ptrdiff_t a_column, const REAL *b, ptrdiff_t b_batch, ptrdiff_t b_row, ptrdiff_t b_column, REAL *c, \
        ptrdiff_t c_batch, bool accumulates);
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE

// MARK: Products of a matrix and a vector
//
// For a matrix of some thousand rows at most, as weighted_row_sum adds groups of 8 rows one after the other. `out`
// overlaps no input.
#define TESSERA_DECLARE(REAL, type) \
    /* out[i] (+)= sum over j of x[i * row_stride + j] * w[j]; the order depends on the number of columns alone. */ \
    void tessera_row_dots_##type( \
        size_t rows, size_t columns, const REAL *x, size_t row_stride, const REAL *w, REAL *out, bool accumulates); \
    /* out[j] (+)= sum over i of g[i] * x[i * row_stride + j]; the order depends on the number of rows alone. Where */ \
    /* `ahead` is not 0, some of the memory so many bytes behind the rows is fetched into cache. */ \
    void tessera_weighted_row_sum_##type( \
        size_t rows, size_t columns, const REAL *x, size_t row_stride, const REAL *g, REAL *out, bool accumulates, \
        size_t ahead);
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE

// MARK: Gram matrices
//
// In double-double, numbers in two parts: y - w.x - w[columns] of each of consecutive rows; and r * x added to the sums of
// each column.
void tessera_residuals(
    size_t rows, size_t columns, const double *x, const double *y, const double *w_high, const double *w_low,
    double *high_out, double *low_out);
void tessera_add_residual_products(
    size_t rows, size_t columns, const double *x, const double *r_high, const double *r_low, double *sums_high,
    double *sums_low);

// Rows of `columns` elements with 16 bits each, the first half of a float: made of x - shifts, filled up with zeros to a
// multiple of 16; their inner products with w; and r * x added to the sums of each column. The last two take multiples of 16.
void tessera_pack_rows(size_t rows, size_t columns, const double *x, const double *shifts, uint16_t *out);
void tessera_packed_row_dots(size_t rows, size_t columns, const uint16_t *x, const float *w, float *out);
void tessera_add_packed_products(size_t rows, size_t columns, const uint16_t *x, const float *r, float *sums);

// Adds x^T x to the upper triangle of `gram`, in row-major order, and to some elements below it. x has rows of `columns`
// elements, a multiple of 4. The order of the additions depends on the number of rows alone.
// Meanwhile the memory `ahead` is fetched into cache.
void tessera_add_gram_f64(
    size_t rows, size_t columns, const double *x, double *gram, const void *ahead, size_t ahead_bytes);
#define TESSERA_DECLARE(REAL, type) \
    /* out[i * out_stride + j] = (x[i * columns + j] - shifts[j]) * scales[j], or x alone where both are NULL */ \
    void tessera_widen_rows_##type( \
        size_t rows, size_t columns, const REAL *x, const double *shifts, const double *scales, double *out, \
        size_t out_stride);
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE

// MARK: Steps: calls of the kernels above
//
// Everything but the addresses is settled: an operand lies so many bytes behind the start of a slot. Where a step sums,
// its result is added to what is there, unless it `starts`.
typedef enum {
    tessera_step_other,             // none of these
    tessera_step_unary,             // columns elements of x
    tessera_step_binary,            // rows times a kernel on columns elements, from row to row x_row and y_row elements
    tessera_step_reduction,         // columns elements of x to one, divided; may sum
    tessera_step_column_sums,       // of rows of columns elements, divided
    tessera_step_row_dots,          // rows of x, x_row elements apart, with y; may sum
    tessera_step_weighted_row_sum,  // the same rows with weights y; may sum
    tessera_step_product,           // rows by depth times depth by columns, row and column strides in x_row, x_step, …;
                                    // may sum
    tessera_step_add,               // columns elements of x; sums
    tessera_step_move,              // columns bytes of x
    // On at most four numbers, of which there is room for four in `out` whatever their count:
    tessera_step_few_add,  // columns elements; from element to element x_step and y_step, 0 or 1
    tessera_step_few_subtract,
    tessera_step_few_multiply,
    tessera_step_few_divide,
    tessera_step_few_squared_difference,
    tessera_step_few_sum,       // columns elements of x, divided; may sum
    tessera_step_few_products,  // rows elements of x, each with y; may sum
    tessera_step_few_dot,       // columns elements of x and y; may sum
} tessera_step_kind;

typedef struct {
    tessera_step_kind kind;
    int32_t x_slot, y_slot, out_slot;
    ptrdiff_t x, y, out;
    size_t rows, columns, depth;
    ptrdiff_t x_row, x_step, y_row, y_step;
    void (*kernel)(void);
    double divisor;
    size_t ahead;
    bool sums;
} tessera_step;

// What sgd does after each run of the steps.
typedef struct {
    size_t count;
    void *parameter;
    const void *gradient;
    void *velocity;
    double learning_rate, momentum, weight_decay;
    bool nesterov;
} tessera_descent;

// Runs steps (an array of tessera_step) from `first` on; returns the first that is of another kind, or `count`.
#define TESSERA_DECLARE(REAL, type) \
    size_t tessera_run_steps_##type( \
        const void *steps, size_t first, size_t count, void *const *slots, bool starts); \
    /* So many times all steps, which start sums, and then an update; notes the loss before each update. */ \
    void tessera_descend_##type( \
        const void *steps, size_t count, void *const *slots, const tessera_descent *descent, const REAL *loss, \
        size_t times, double *losses);
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE

// MARK: Small matrices
//
// `count` dense matrices of n x n, n at most 32, one after another in row-major order: L with A = L L^T, and X with A X = B
// for at most 32 columns. Each returns how many are done: those before the first of a group with one that has no result.
#define TESSERA_DECLARE(REAL, type) \
    size_t tessera_small_cholesky_##type(size_t count, size_t n, const REAL *a, REAL *out); \
    size_t tessera_small_solve_##type( \
        size_t count, size_t n, size_t columns, const REAL *a, const REAL *b, REAL *out);
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE

// MARK: Rows of any type
//
// Row i of `out` is row rows[i] of `x`, both of consecutive rows of `row_bytes` bytes.
void tessera_gather_rows(size_t count, size_t row_bytes, const void *x, const int64_t *rows, void *out);

// MARK: Random numbers
//
// Philox4x32-10 keyed by the seed; (block, stream) is the counter. Elements first ..< first + n of a stream are
// written: an element depends on the seed, the stream and its index, not on the window. uniform is in [0, 1), with 24
// bits for float and 53 for double; normal is Box and Muller's transform of the same words.
#define TESSERA_DECLARE(REAL, type) \
    void tessera_uniform_##type(uint64_t seed, uint64_t stream, uint64_t first, size_t n, REAL *out); \
    void tessera_normal_##type(uint64_t seed, uint64_t stream, uint64_t first, size_t n, REAL *out);
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE

#undef TESSERA_FOR_EACH_TYPE

#endif
