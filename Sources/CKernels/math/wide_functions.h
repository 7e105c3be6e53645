// Elementary functions in double precision, within 1 ulp: tan, atan, sinh, cosh, log2, log10, exp2, 1 / sqrt and hypot.
// An intermediate result is kept with its rounding error where that would matter; fma gives the error of a product or
// of a quotient. Single precision computes in double precision and rounds, in vectors of half as many elements.
#ifndef TESSERA_WIDE_FUNCTIONS_H
#define TESSERA_WIDE_FUNCTIONS_H

#include <math.h>

#include "exp_pair_f64.h"
#include "log_f64.h"
#include "trig_f64.h"

TESSERA_INLINE double scaled_f64(double mantissa, uint64_t exponent) {
    const uint64_t k = exponent + 2 * 1023;
    const uint64_t half = k >> 1;
    return mantissa * real_f64(half << 52) * real_f64((k - half) << 52);
}

TESSERA_INLINE double exp2_f64(double x) {
    x = x < -1100 ? -1100 : x;
    x = x > 1100 ? 1100 : x;
    const double sum = x + ROUNDER_F64;
    const double r = x - (sum - ROUNDER_F64);
    const double product = r * 0x1.62e42fefa39efp-1;
    const double lost = __builtin_fma(r, 0x1.62e42fefa39efp-1, -product) + r * 0x1.abc9e3b39803fp-56;
    const ExpPair_f64 e = exp_pair_of_sum_f64(product, lost);
    return scaled_f64(e.mantissa.high + e.mantissa.low, e.exponent + (bits_f64(sum) - bits_f64(ROUNDER_F64)));
}

// e^-x in units of the power of two of e^x, for x >= 0; 0 where it is far below an ulp of e^x.
TESSERA_INLINE Pair_f64 inverse_of_exp_f64(double x, ExpPair_f64 e) {
    const double scale = x > 40 ? 0 : power_of_two_f64(-2 * e.exponent);
    const Pair_f64 inverse = quotient_f64((Pair_f64){1, 0}, e.mantissa);
    return (Pair_f64){inverse.high * scale, inverse.low * scale};
}

// (e^x - e^-x) / 2, and a minimax polynomial below 1/2, whose error is 2^-59 relative to sinh(x).
TESSERA_INLINE double sinh_f64(double x) {
    const double size = magnitude_f64(x);
    const double bounded = size > 720 ? 720 : size;
    const ExpPair_f64 e = exp_pair_f64(bounded);
    const Pair_f64 inverse = inverse_of_exp_f64(bounded, e);
    const Pair_f64 difference = ordered_sum_f64(e.mantissa.high, -inverse.high);
    const double far =
        scaled_f64(difference.high + (difference.low + (e.mantissa.low - inverse.low)), e.exponent - 1);
    const double z = x * x;
    double p = 0x1.b41232cf9950fp-41;
    p = p * z + 0x1.611cb330c1fe8p-33;
    p = p * z + 0x1.ae6460fae3728p-26;
    p = p * z + 0x1.71de3a4e14f40p-19;
    p = p * z + 0x1.a01a01a01ee70p-13;
    p = p * z + 0x1.11111111110fdp-7;
    p = p * z + 0x1.5555555555555p-3;
    const double near = x + x * (z * p);
    // x itself is returned where the polynomial equals x anyway: the sum would lose the sign of -0.
    return size < 0x1p-28 ? x : (size < 0.5 ? near : with_sign_of_f64(far, x));
}

TESSERA_INLINE double cosh_f64(double x) {
    const double size = magnitude_f64(x);
    const double bounded = size > 720 ? 720 : size;
    const ExpPair_f64 e = exp_pair_f64(bounded);
    const Pair_f64 inverse = inverse_of_exp_f64(bounded, e);
    const Pair_f64 sum = ordered_sum_f64(e.mantissa.high, inverse.high);
    return scaled_f64(sum.high + (sum.low + (e.mantissa.low + inverse.low)), e.exponent - 1);
}

// log of the mantissa of a positive number, as a pair: log_sum_f64 with the rounding errors of f / (2 + f).
TESSERA_INLINE Pair_f64 log_of_mantissa_f64(double mantissa) {
    const double f = mantissa - 1;
    const Pair_f64 s = quotient_f64((Pair_f64){f, 0}, ordered_sum_f64(2, f));
    const double z = s.high * s.high;
    const double p = log_series_f64(z);
    return ordered_sum_f64(2 * s.high, 2 * s.low + s.high * (z * p));
}

// k times the logarithm of 2, given as a first part whose product with k is exact and a rest, plus log(mantissa) times
// `scale`, which is 1 / log(base) as a pair.
TESSERA_INLINE double log_to_base_f64(double x, Pair_f64 log_of_two, Pair_f64 scale) {
    const bool subnormal = x < 0x1p-1022;
    const LogParts_f64 parts = log_parts_f64(subnormal ? x * 0x1p52 : x);
    const double k = parts.k - (subnormal ? 52.0 : 0.0);
    const Pair_f64 log = log_of_mantissa_f64(parts.mantissa);
    const double product = log.high * scale.high;
    const double lost = __builtin_fma(log.high, scale.high, -product) + (log.high * scale.low + log.low * scale.high);
    const Pair_f64 sum = ordered_sum_f64(k * log_of_two.high, product);
    const double result = sum.high + (sum.low + (lost + k * log_of_two.low));
    const double finite = x < INFINITY ? result : x;
    return x > 0 ? finite : (x == 0 ? -INFINITY : NAN);
}

TESSERA_INLINE double log2_f64(double x) {
    return log_to_base_f64(x, (Pair_f64){1, 0}, (Pair_f64){0x1.71547652b82fep0, 0x1.777d0ffda0d24p-56});
}

TESSERA_INLINE double log10_f64(double x) {
    return log_to_base_f64(
        x, (Pair_f64){0x1.34413509f7p-2, 0x1.3fde623e2566bp-43},
        (Pair_f64){0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57});
}

// The largest |x| whose argument reduction is accurate, in both precisions.
#define TAN_LIMIT 0x1p20

// sin / cos or -cos / sin of the argument reduced as in sin_shifted_f64, both as pairs of fdlibm's polynomials.
TESSERA_INLINE double tan_f64(double x) {
    const double rounded = x * 0x1.45f306dc9c883p-1 + ROUNDER_F64;
    const double k = rounded - ROUNDER_F64;
    const Difference_f64 second = difference_f64(x - k * 0x1.921fb544p+0, k * 0x1.0b4611a6p-34);
    const Difference_f64 third = difference_f64(second.value, k * 0x1.3198a2ep-69);
    const double lost = (second.lost + third.lost) - k * 0x1.b839a252049c1p-104;
    const double r = third.value + lost;
    const double tail = (third.value - r) + lost;

    const double z = r * r;
    double p = 0x1.5d93a5acfd57cp-33;
    p = p * z - 0x1.ae5e68a2b9cebp-26;
    p = p * z + 0x1.71de357b1fe7dp-19;
    p = p * z - 0x1.a01a019c161d5p-13;
    p = p * z + 0x1.111111110f8a6p-7;
    const double cube = z * r;
    const double sine_rest = (z * (0.5 * tail - cube * p) - tail) + cube * 0x1.5555555555549p-3;
    const Pair_f64 sine = ordered_sum_f64(r, -sine_rest);

    double q = -0x1.8fae9be8838d4p-37;
    q = q * z + 0x1.1ee9ebdb4b1c4p-29;
    q = q * z - 0x1.27e4f809c52adp-22;
    q = q * z + 0x1.a01a019cb1590p-16;
    q = q * z - 0x1.6c16c16c15177p-10;
    q = q * z + 0x1.555555555554cp-5;
    const Pair_f64 high = ordered_sum_f64(1, -0.5 * z);
    const double square_rest = 0.5 * __builtin_fma(r, r, -z) + r * tail;
    const Pair_f64 cosine = ordered_sum_f64(high.high, high.low + (z * z * q - square_rest));

    const bool odd = bits_f64(rounded) & 1;
    const Pair_f64 above = {odd ? -cosine.high : sine.high, odd ? -cosine.low : sine.low};
    const Pair_f64 below = {odd ? sine.high : cosine.high, odd ? sine.low : cosine.low};
    const Pair_f64 quotient = quotient_f64(above, below);
    return magnitude_f64(x) < 0x1p-27 ? x : quotient.high + quotient.low;
}

// Cephes' argument reduction: atan(x), pi / 4 + atan((x - 1) / (x + 1)) or pi / 2 - atan(1 / x), with the borders
// tan(pi / 8) and tan(3 pi / 8); then a minimax polynomial, whose error is 2^-57 relative to atan(x).
TESSERA_INLINE double atan_f64(double x) {
    const double size = magnitude_f64(x) > 0x1p100 ? 0x1p100 : magnitude_f64(x);
    const bool large = size > 0x1.3504f333f9de6p+1, middle = size > 0x1.a827999fcef32p-2 && !large;
    const double difference = size - 1, sum = size + 1;
    const Pair_f64 above = {
        large ? -1 : (middle ? difference : size), middle ? size - (difference + 1) : 0};
    const Pair_f64 below = {
        large ? size : (middle ? sum : 1), middle ? (size > 1 ? 1 - (sum - size) : size - (sum - 1)) : 0};
    const Pair_f64 t = quotient_f64(above, below);
    const double z = t.high * t.high;
    double p = -0x1.39f38ad451ea7p-6;
    p = p * z + 0x1.41495cefb6c73p-5;
    p = p * z - 0x1.a090d1950d2b4p-5;
    p = p * z + 0x1.dfe49b2919c4ep-5;
    p = p * z - 0x1.10fa5ee9ab25cp-4;
    p = p * z + 0x1.3b126143b5cbcp-4;
    p = p * z - 0x1.745d0b153ffadp-4;
    p = p * z + 0x1.c71c7184c32bfp-4;
    p = p * z - 0x1.24924924355d5p-3;
    p = p * z + 0x1.999999999933dp-3;
    p = p * z - 0x1.5555555555555p-2;
    const double base = large ? 0x1.921fb54442d18p+0 : (middle ? 0x1.921fb54442d18p-1 : 0);
    const double base_low = large ? 0x1.1a62633145c07p-54 : (middle ? 0x1.1a62633145c07p-55 : 0);
    const double high = base + t.high;
    const double lost = t.high - (high - base);
    return with_sign_of_f64(high + (lost + (base_low + (t.low + t.high * (z * p)))), x);
}

// 1 / sqrt(x), corrected for the rounding errors of the root and of the division.
TESSERA_INLINE double rsqrt_f64(double x) {
    const bool tiny = x < 0x1p-900;
    const double y = tiny ? x * 0x1p200 : x;
    const double root = __builtin_elementwise_sqrt(y);
    const double inverse = 1 / root;
    const double low = 0.5 * inverse * __builtin_fma(-root, root, y);
    const double result = inverse + inverse * (__builtin_fma(-inverse, root, 1) - low * inverse);
    const bool finite = (x > 0) & (x < INFINITY);
    return finite ? result * (tiny ? 0x1p100 : 1) : 1 / __builtin_elementwise_sqrt(x);
}

TESSERA_INLINE float rsqrt_f32(float x) { return (float)(1 / __builtin_elementwise_sqrt((double)x)); }

// sqrt(x^2 + y^2) without overflow, with the squares and their sum as pairs. Infinite if either operand is, even if the
// other is NaN.
TESSERA_INLINE double hypot_f64(double x, double y) {
    const double a = magnitude_f64(x), b = magnitude_f64(y);
    const double larger = a > b ? a : b, smaller = a > b ? b : a;
    const double scale = larger > 0x1p500 ? 0x1p-600 : (smaller < 0x1p-450 ? 0x1p600 : 1);
    const double back = larger > 0x1p500 ? 0x1p600 : (smaller < 0x1p-450 ? 0x1p-600 : 1);
    const double first = larger * scale, second = smaller * scale;
    const double p = first * first, q = second * second;
    const Pair_f64 sum = ordered_sum_f64(p, q);
    const double lost = sum.low + (__builtin_fma(first, first, -p) + __builtin_fma(second, second, -q));
    const double root = __builtin_elementwise_sqrt(sum.high);
    const double result = root + (__builtin_fma(-root, root, sum.high) + lost) / (2 * root);
    const double finite = smaller <= larger * 0x1p-54 ? larger + smaller : result * back;
    return ((int)(a == INFINITY) | (int)(b == INFINITY)) ? INFINITY : finite;
}

TESSERA_INLINE float hypot_f32(float x, float y) {
    const double a = x, b = y;
    const float result = (float)__builtin_elementwise_sqrt(a * a + b * b);
    return ((int)(magnitude_f32(x) == INFINITY) | (int)(magnitude_f32(y) == INFINITY)) ? INFINITY : result;
}

#endif
