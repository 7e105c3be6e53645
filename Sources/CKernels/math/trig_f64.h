// sin and cos in double precision: Cody-Waite argument reduction (Cody and Waite, "Software manual for the elementary
// functions" (1980)) and fdlibm's polynomials.
#ifndef TESSERA_TRIG_F64_H
#define TESSERA_TRIG_F64_H

#include "bits.h"

// sin and cos of r + tail, |r| <= pi / 4, |tail| below half an ulp of r, as in fdlibm's __kernel_sin and __kernel_cos.
TESSERA_INLINE double sin_series_f64(double r, double tail) {
    const double z = r * r;
    const double cube = z * r;
    double p = 0x1.5d93a5acfd57cp-33;
    p = p * z - 0x1.ae5e68a2b9cebp-26;
    p = p * z + 0x1.71de357b1fe7dp-19;
    p = p * z - 0x1.a01a019c161d5p-13;
    p = p * z + 0x1.111111110f8a6p-7;
    return r - ((z * (0.5 * tail - cube * p) - tail) + cube * 0x1.5555555555549p-3);
}

TESSERA_INLINE double cos_series_f64(double r, double tail) {
    const double z = r * r;
    double p = -0x1.8fae9be8838d4p-37;
    p = p * z + 0x1.1ee9ebdb4b1c4p-29;
    p = p * z - 0x1.27e4f809c52adp-22;
    p = p * z + 0x1.a01a019cb1590p-16;
    p = p * z - 0x1.6c16c16c15177p-10;
    p = p * z + 0x1.555555555554cp-5;
    const double half = 0.5 * z;
    const double high = 1 - half;
    return high + (((1 - high) - half) + (z * z * p - r * tail));
}

// The largest |x| whose argument reduction is accurate.
#define TRIG_LIMIT_f64 0x1p20

// a - b as a rounded difference and its rounding error, by Knuth's TwoSum (The Art of Computer Programming, volume 2).
typedef struct {
    double value, lost;
} Difference_f64;

TESSERA_INLINE Difference_f64 difference_f64(double a, double b) {
    const double value = a - b;
    const double b_part = a - value;
    const double a_part = value + b_part;
    return (Difference_f64){value, (a - a_part) - (b - b_part)};
}

// Returns sin(x + quarters * pi / 2) for |x| <= TRIG_LIMIT_f64. Cody-Waite reduction with fdlibm's 33-bit parts of
// pi / 2: their products with k are exact, and four parts leave full precision next to a zero too.
TESSERA_INLINE double sin_shifted_f64(double x, uint64_t quarters) {
    const double sum = x * 0x1.45f306dc9c883p-1 + ROUNDER_F64;
    const double k = sum - ROUNDER_F64;
    const Difference_f64 second = difference_f64(x - k * 0x1.921fb544p+0, k * 0x1.0b4611a6p-34);
    const Difference_f64 third = difference_f64(second.value, k * 0x1.3198a2ep-69);
    const double lost = (second.lost + third.lost) - k * 0x1.b839a252049c1p-104;
    const double r = third.value + lost;
    const double tail = (third.value - r) + lost;
    const uint64_t quadrant = bits_f64(sum) + quarters;
    const double result = quadrant & 1 ? cos_series_f64(r, tail) : sin_series_f64(r, tail);
    return real_f64(bits_f64(result) ^ (quadrant & 2) << 62);
}

TESSERA_INLINE double sin_f64(double x) {
    return magnitude_f64(x) < 0x1p-27 ? x : sin_shifted_f64(x, 0);
}

TESSERA_INLINE double cos_f64(double x) { return sin_shifted_f64(x, 1); }

#endif
