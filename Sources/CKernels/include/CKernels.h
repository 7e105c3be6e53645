// Numeric kernels over contiguous arrays, compiled for several x86-64 levels and selected at load time (function
// multi-versioning).
//
// Most functions exist for float (suffix _f32) and double (_f64). Counts are in elements and may be 0 unless stated
// otherwise; no alignment is required. `out` may be the same address as an input; no other overlap is allowed. The
// result of an elementwise function does not depend on the element's position or on its neighbours. No function
// allocates or starts threads.
#ifndef TESSERA_CKERNELS_H
#define TESSERA_CKERNELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TESSERA_FOR_EACH_TYPE(declare) declare(float, f32) declare(double, f64)

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
//   probability_slope    the gradient of bce_probabilities with respect to x
//   signed               x times the sign of y: 0 where y is 0, NaN where y is NaN
//   sigmoid_slope        the vjp of sigmoid: x times its derivative at y, x / (2 cosh(y / 2))^2
//   tanh_slope           the vjp of tanh: x times its derivative at y, x / cosh(y)^2
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

// MARK: Reductions of n contiguous values
//
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
    void tessera_sum_rows_##type(size_t rows, size_t columns, const REAL *x, size_t row_stride, REAL *out);
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE
#undef TESSERA_REDUCE

// MARK: Optimizers, in place
//
/// One step of an update rule on n parameters. `first` and `second` are what the rule keeps for each parameter, NULL
/// where it keeps less; the coefficients are in the order of the rule.
typedef void (*tessera_update)(
    size_t n, void *parameter, const void *gradient, void *first, void *second, const double *coefficients);

// update_named returns the loop of a rule ("sgd", "adam", ...), for parameters of the type; NULL for an unknown name.
#define TESSERA_DECLARE(REAL, type) tessera_update tessera_update_named_##type(const char *name);
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE

// MARK: Products of small matrices
//
// Batched GEMM: c[i * columns + j] (+)= sum over k of a[i * a_row + k * a_column] * b[k * b_row + j * b_column], for
// `batch` matrices that are a_batch, b_batch and c_batch elements apart; (+)= adds if `accumulates`. a and b may have
// any strides and are fast if one of the two is 1; c must not overlap them. The sum is 0 if `depth` is 0. The sum over
// k is in blocks of 256, one after the other, and in order within them. That order depends on the shape alone or, if
// there is only one row or one column, on the shape and the strides.
#define TESSERA_DECLARE(REAL, type) \
    void tessera_small_products_##type( \
        size_t batch, size_t rows, size_t columns, size_t depth, const REAL *a, ptrdiff_t a_batch, ptrdiff_t a_row, \
        ptrdiff_t a_column, const REAL *b, ptrdiff_t b_batch, ptrdiff_t b_row, ptrdiff_t b_column, REAL *c, \
        ptrdiff_t c_batch, bool accumulates);
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE

// MARK: Products of a matrix and a vector
//
// The matrix should have at most a few thousand rows, because weighted_row_sum adds groups of 8 rows one after the
// other and not pairwise. `out` must not overlap an input.
#define TESSERA_DECLARE(REAL, type) \
    /* gemv: out[i] (+)= sum over j of x[i * row_stride + j] * w[j]; the order depends on the number of columns */ \
    /* alone. */ \
    void tessera_row_dots_##type( \
        size_t rows, size_t columns, const REAL *x, size_t row_stride, const REAL *w, REAL *out, bool accumulates); \
    /* Transposed gemv: out[j] (+)= sum over i of g[i] * x[i * row_stride + j]; the order depends on the number of */ \
    /* rows alone. prefetch_distance is the offset in bytes from x of the memory that is read after this product, a */ \
    /* part of which is prefetched into cache; 0 disables the prefetch. */ \
    void tessera_weighted_row_sum_##type( \
        size_t rows, size_t columns, const REAL *x, size_t row_stride, const REAL *g, REAL *out, bool accumulates, \
        size_t prefetch_distance);
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE

// MARK: Gram matrices and residuals
//
// x is a dense matrix in row-major order.

/// Computes the residual y - w.x - w[columns] of each row in double-double arithmetic: numbers in two parts, the high
/// and the low. w has `columns` coefficients and the intercept.
void tessera_residuals(
    size_t rows, size_t columns, const double *x, const double *y, const double *w_high, const double *w_low,
    double *high_out, double *low_out);
/// Adds x^T r to the sums of the columns, in double-double arithmetic.
void tessera_add_residual_products(
    size_t rows, size_t columns, const double *x, const double *r_high, const double *r_low, double *sums_high,
    double *sums_low);

/// Converts the rows of x - shifts to bfloat16 (the upper half of a float), padded with zeros to a multiple of 16
/// elements.
void tessera_pack_rows(size_t rows, size_t columns, const double *x, const double *shifts, uint16_t *out);
/// Computes the dot products of bfloat16 rows with w (gemv). `columns` is a multiple of 16.
void tessera_packed_row_dots(size_t rows, size_t columns, const uint16_t *x, const float *w, float *out);
/// Adds x^T r of bfloat16 rows to the sums of the columns (transposed gemv). `columns` is a multiple of 16.
void tessera_add_packed_products(size_t rows, size_t columns, const uint16_t *x, const float *r, float *sums);

/// Adds x^T x to the upper triangle of `gram`, in row-major order, and to some elements below it (BLAS: syrk). x has
/// rows of `columns` elements, a multiple of 4. The order of the additions depends on the number of rows alone.
/// Meanwhile prefetch_bytes bytes from prefetch_start on are prefetched into cache.
void tessera_add_gram_f64(
    size_t rows, size_t columns, const double *x, double *gram, const void *prefetch_start, size_t prefetch_bytes);
#define TESSERA_DECLARE(REAL, type) \
    /* Converts to double, centred and scaled: */ \
    /* out[i * out_stride + j] = (x[i * columns + j] - shifts[j]) * scales[j], or x itself if both are NULL. */ \
    void tessera_widen_rows_##type( \
        size_t rows, size_t columns, const REAL *x, const double *shifts, const double *scales, double *out, \
        size_t out_stride);
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE

// MARK: Native programs: steps that call the kernels above
//
// A plan is lowered to an array of steps. A step fixes everything but the addresses: an operand is given as a slot,
// whose address is passed at each run, and an offset in bytes. A step with `sums` accumulates: its result is added to
// `out`, unless the run is the first (is_first).

/// The operation of a step.
typedef enum {
    tessera_step_other,             // unknown here; the caller has to run it
    tessera_step_unary,             // kernel on `columns` elements of x
    tessera_step_binary,            // kernel on `columns` elements, for each of `rows` rows; x and y advance by x_row
                                    // and y_row elements per row; x_step and y_step are 0 or 1
    tessera_step_reduction,         // kernel reduces `columns` elements of x to one, divided by divisor; may accumulate
    tessera_step_column_sums,       // column sums of a dense matrix x of rows by columns, divided by divisor
    tessera_step_row_dots,          // gemv: rows of x, x_row elements apart, times y; may accumulate
    tessera_step_weighted_row_sum,  // transposed gemv: the rows of x weighted by y; may accumulate
    tessera_step_product,           // GEMM: rows by depth times depth by columns; row strides in x_row and y_row,
                                    // column strides in x_step and y_step; may accumulate
    tessera_step_add,               // copies `columns` elements of x, or adds them if it accumulates
    tessera_step_move,              // copies `columns` bytes of x; `out` may overlap them
    // The fast path for 1 to 4 elements. `out` must have room for four, whatever their number:
    tessera_step_few_add,  // `columns` elements; x_step and y_step are 0 or 1
    tessera_step_few_subtract,
    tessera_step_few_multiply,
    tessera_step_few_divide,
    tessera_step_few_squared_difference,
    tessera_step_few_sum,       // sum of `columns` elements of x, divided by divisor; may accumulate
    tessera_step_few_products,  // `rows` elements of x, each times the single element y; may accumulate
    tessera_step_few_dot,       // dot product of `columns` elements of x and y; may accumulate
} tessera_step_kind;

/// One step of a native program.
typedef struct {
    tessera_step_kind kind;
    int32_t x_slot, y_slot, out_slot;        // indices into `slots`
    ptrdiff_t x, y, out;                     // offsets in bytes from the addresses of the slots
    size_t rows, columns, depth;
    ptrdiff_t x_row, x_step, y_row, y_step;  // strides in elements
    void (*kernel)(void);                    // of the type that `kind` implies
    double divisor;
    size_t ahead;                            // prefetch distance in bytes of weighted_row_sum, 0 for none
    bool sums;                               // accumulates, except in the first run
} tessera_step;

/// An update with fixed coefficients, made after each run of the steps.
typedef struct {
    tessera_update update;
    bool is_sgd;  // whether the fast path for SGD on a few parameters may be taken
    size_t count;
    void *parameter;
    const void *gradient;
    void *first, *second;
    double coefficients[8];
} tessera_descent;

// run_steps runs `steps`, an array of `count` tessera_step, from index `first` on. It returns the index of the first
// step that it does not know (tessera_step_other), or `count`. In the first run (is_first) no step accumulates.
#define TESSERA_DECLARE(REAL, type) \
    size_t tessera_run_steps_##type( \
        const void *steps, size_t first, size_t count, void *const *slots, bool is_first); \
    /* Gradient descent: in each iteration runs all steps, without accumulation, stores *loss in `losses` and then */ \
    /* makes the update. Every step must be of a known kind. */ \
    void tessera_descend_##type( \
        const void *steps, size_t count, void *const *slots, const tessera_descent *descent, const REAL *loss, \
        size_t iterations, double *losses);
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE

// MARK: Small matrices
//
// Batched factorisations of `count` dense n x n matrices, n at most 32, one after another in row-major order.
// small_cholesky computes L with A = L L^T. small_solve computes X with A X = B by Gaussian elimination with partial
// pivoting, for at most 32 columns of B. Both return the number of matrices processed: those before the first group (16
// matrices of float, 8 of double) in which a matrix has no result.
#define TESSERA_DECLARE(REAL, type) \
    size_t tessera_small_cholesky_##type(size_t count, size_t n, const REAL *a, REAL *out); \
    size_t tessera_small_solve_##type( \
        size_t count, size_t n, size_t columns, const REAL *a, const REAL *b, REAL *out);
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE

// MARK: Rows of any type

/// Gathers rows: row i of `out` is row rows[i] of `x`. Both have consecutive rows of `row_bytes` bytes.
void tessera_gather_rows(size_t count, size_t row_bytes, const void *x, const int64_t *rows, void *out);

// MARK: Random numbers
//
// The generator is Philox4x32-10 (Salmon, Moraes, Dror and Shaw, 2011), keyed by the seed; its counter is (block,
// stream). Elements first ..< first + n of a stream are written. An element depends on the seed, the stream and its
// index, not on the window. uniform is in [0, 1), with 24 random bits for float and 53 for double; normal is the
// Box-Muller transform (1958) of the same words.
#define TESSERA_DECLARE(REAL, type) \
    void tessera_uniform_##type(uint64_t seed, uint64_t stream, uint64_t first, size_t n, REAL *out); \
    void tessera_normal_##type(uint64_t seed, uint64_t stream, uint64_t first, size_t n, REAL *out);
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE

#undef TESSERA_FOR_EACH_TYPE

#endif
