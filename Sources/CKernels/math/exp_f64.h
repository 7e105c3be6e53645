// exp and expm1 in double precision: Cody-Waite argument reduction (Cody and Waite, "Software manual for the elementary
// functions" (1980)) and a minimax polynomial.
#ifndef TESSERA_EXP_F64_H
#define TESSERA_EXP_F64_H

#include "bits.h"

typedef struct {
    double r;
    double rest;        // e^r - 1 - r, with the rounding error of r added
    uint64_t exponent;  // k, modulo 2^64
} ExpParts_f64;

// Cody-Waite reduction: x = k ln 2 + r with |r| <= ln(2) / 2, for |x| < 2^19. ln 2 is split as in fdlibm; k times its
// first part is exact.
TESSERA_INLINE ExpParts_f64 exp_parts_f64(double x) {
    const double sum = x * 0x1.71547652b82fep0 + ROUNDER_F64;
    const double k = sum - ROUNDER_F64;
    const double high = x - k * 0x1.62e42feep-1;
    const double low = k * 0x1.a39ef35793c76p-33;
    const double r = high - low;
    const double lost = (high - r) - low;
    // The minimax polynomial for (e^r - 1 - r) / r^2; its error is 2^-61 relative to e^r - 1.
    double p = 0x1.1f8dca1a0e1b0p-29;
    p = p * r + 0x1.af5f5907c83a1p-26;
    p = p * r + 0x1.27e4cb076d282p-22;
    p = p * r + 0x1.71ddf7f8af268p-19;
    p = p * r + 0x1.a01a01adda9fep-16;
    p = p * r + 0x1.a01a01b00ad58p-13;
    p = p * r + 0x1.6c16c16c14f5cp-10;
    p = p * r + 0x1.111111110f649p-7;
    p = p * r + 0x1.5555555555558p-5;
    p = p * r + 0x1.5555555555559p-3;
    p = p * r + 0.5;
    return (ExpParts_f64){r, r * r * p + lost, bits_f64(sum) - bits_f64(ROUNDER_F64)};
}

TESSERA_INLINE double exp_f64(double x) {
    x = x < -746 ? -746 : x;
    x = x > 710 ? 710 : x;
    const ExpParts_f64 parts = exp_parts_f64(x);
    // 2^k may overflow or be subnormal where the result is not, so it is applied as two factors of half the exponent.
    // The bias keeps k positive.
    const uint64_t k = parts.exponent + 2 * 1023;
    const uint64_t half = k >> 1;
    // 1 + r + rest, compensated for the rounding error of the first addition.
    const double sum = 1 + parts.r;
    const double mantissa = sum + ((parts.r - (sum - 1)) + parts.rest);
    return mantissa * real_f64(half << 52) * real_f64((k - half) << 52);
}

TESSERA_INLINE double exp_of_minus_magnitude_f64(double x) { return exp_f64(-magnitude_f64(x)); }

TESSERA_INLINE double expm1_f64(double x) {
    double bounded = x < -38 ? -38 : x;
    bounded = bounded > 710 ? 710 : bounded;
    const ExpParts_f64 parts = exp_parts_f64(bounded);
    // 2^k (1 + r + rest) - 1 is computed with 2^(k-1), which is finite for the largest k too. The rounding error of the
    // first sum is added to the rest.
    const double half_scale = power_of_two_f64(parts.exponent - 1);
    const double whole = half_scale - 0.5, half_r = half_scale * parts.r;
    const double sum = whole + half_r;
    const double lost = half_r - (sum - whole);
    const double result = 2 * (sum + (lost + half_scale * parts.rest));
    return magnitude_f64(x) < 0x1p-54 ? x : result;
}

#endif
