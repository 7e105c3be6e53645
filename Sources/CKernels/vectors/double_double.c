// Residuals of a linear model, and their products with the columns, in double-double arithmetic (Dekker, 1971; Hida, Li
// and Bailey, 2001). A number is the sum of two doubles. In a residual the second is at most half a unit in the last
// place of the first; running sums are not renormalised, so their second part may be larger.
#include <string.h>

#include "CKernels/Vectors.h"
#include "../common/platform.h"

// A vector of 8 doubles. Two accumulators of this type at a time hide the latency of each other.
typedef double Eight __attribute__((vector_size(64), aligned(8)));

#define FMA8(a, b, c) __builtin_elementwise_fma(a, b, c)

// (high, low) += a * (b + b_low): TwoProduct with FMA, then Knuth's TwoSum. No two statements may be merged: each
// rounds by itself, and the compiler contracts within one expression.
#define ADD_PRODUCT(high, low, a, b, b_low) \
    { \
        const Eight product = (a) * (b); \
        const Eight error = FMA8(a, b, -product); \
        const Eight sum = high + product; \
        const Eight part = sum - high; \
        const Eight rest = sum - part; \
        const Eight lost = (high - rest) + (product - part); \
        low += FMA8(a, b_low, error + lost); \
        high = sum; \
    }

// (high, low) += (other_high, other_low), by Knuth's TwoSum; the result is not renormalised.
TESSERA_INLINE void add_two_sum(double *high, double *low, double other_high, double other_low) {
    const double sum = *high + other_high;
    const double part = sum - *high;
    const double rest = sum - part;
    const double lost = (*high - rest) + (other_high - part);
    *low += other_low + lost;
    *high = sum;
}

// Loads at most 8 elements, and fills the other lanes with zeros.
TESSERA_INLINE void load_rest(Eight *out, const double *x, size_t count) {
    double values[8] = {0};
    for (size_t i = 0; i < count; i++) values[i] = x[i];
    memcpy(out, values, sizeof values);
}

// Computes y - w.x - w[columns] of each row, with w in two parts; w[columns] is the intercept.
TESSERA_KERNEL void double_double_residuals(
    size_t rows, size_t columns, const double *x, const double *y, const double *w_high, const double *w_low,
    double *high_out, double *low_out) {
    const size_t whole = columns - columns % 8;
    Eight w_rest = {0}, w_rest_low = {0};
    load_rest(&w_rest, w_high + whole, columns - whole);
    load_rest(&w_rest_low, w_low + whole, columns - whole);
    for (size_t i = 0; i < rows; i++, x += columns) {
        Eight high = {0}, low = {0}, other = {0}, other_low = {0};
        __builtin_prefetch((const char *)x + 4096, 0, 3);
        for (size_t j = 0; j < whole; j += 8) {
            const Eight a = *(const Eight *)(x + j), b = *(const Eight *)(w_high + j), c = *(const Eight *)(w_low + j);
            if (j % 16 == 0) {
                ADD_PRODUCT(high, low, a, b, c)
            } else {
                ADD_PRODUCT(other, other_low, a, b, c)
            }
        }
        if (whole < columns) {
            Eight a = {0};
            load_rest(&a, x + whole, columns - whole);
            ADD_PRODUCT(high, low, a, w_rest, w_rest_low)
        }
        double sum = w_high[columns], sum_low = w_low[columns];
        for (size_t lane = 0; lane < 8; lane++) {
            add_two_sum(&sum, &sum_low, high[lane], low[lane]);
            add_two_sum(&sum, &sum_low, other[lane], other_low[lane]);
        }
        double result = y[i], result_low = 0;
        add_two_sum(&result, &result_low, -sum, -sum_low);
        high_out[i] = result + result_low;
        low_out[i] = result_low - (high_out[i] - result);
    }
}

// Adds r * x of each row, with r in two parts, to the sums of the columns.
TESSERA_KERNEL void add_double_double_gemv_transposed(
    size_t rows, size_t columns, const double *x, const double *r_high, const double *r_low, double *sums_high,
    double *sums_low) {
    const size_t whole = columns - columns % 8;
    for (size_t j = 0; j < columns; j += 8) {
        const size_t count = j < whole ? 8 : columns - whole;
        Eight high, low;
        load_rest(&high, sums_high + j, count);
        load_rest(&low, sums_low + j, count);
        for (size_t i = 0; i < rows; i++) {
            Eight a;
            if (j < whole) {
                a = *(const Eight *)(x + i * columns + j);
            } else {
                load_rest(&a, x + i * columns + j, count);
            }
            const Eight b = (Eight){0} + r_high[i], c = (Eight){0} + r_low[i];
            ADD_PRODUCT(high, low, a, b, c)
        }
        memcpy(sums_high + j, &high, count * sizeof *sums_high);
        memcpy(sums_low + j, &low, count * sizeof *sums_low);
    }
}
