// exp and expm1 in single precision: Cody-Waite argument reduction (Cody and Waite, "Software manual for the elementary
// functions" (1980)) and a minimax polynomial.
#ifndef TESSERA_EXP_F32_H
#define TESSERA_EXP_F32_H

#include "bits.h"

typedef struct {
    float r;
    float rest;         // e^r - 1 - r, with the rounding error of r added
    uint32_t exponent;  // k, modulo 2^32
} ExpParts_f32;

// The minimax polynomial for (e^r - 1 - r) / r^2 on |r| <= ln(2) / 2; its error is 2^-31 relative to e^r - 1.
TESSERA_INLINE float exp_series_f32(float r) {
    float p = 0x1.a26b7ep-13f;
    p = p * r + 0x1.6d3edcp-10f;
    p = p * r + 0x1.110ff2p-7f;
    p = p * r + 0x1.5554f4p-5f;
    p = p * r + 0x1.555556p-3f;
    return p * r + 0.5f;
}

// Returns mantissa * 2^k, with k given modulo 2^32. 2^k may overflow or be subnormal where the result is not, so it is
// applied as two factors of half the exponent. The bias keeps k positive.
TESSERA_INLINE float scaled_f32(float mantissa, uint32_t exponent) {
    const uint32_t k = exponent + 2 * 127;
    const uint32_t half = k >> 1;
    return mantissa * real_f32(half << 23) * real_f32((k - half) << 23);
}

// Cody-Waite reduction: x = k ln 2 + r with |r| <= ln(2) / 2, for |x| < 2^15. k times the short first part of ln 2 is
// exact.
TESSERA_INLINE ExpParts_f32 exp_parts_f32(float x) {
    const float sum = x * 0x1.715476p0f + ROUNDER_F32;
    const float k = sum - ROUNDER_F32;
    const float high = x - k * 0x1.63p-1f;
    const float low = k * 0x1.bd0106p-13f;
    const float r = high + low;
    const float lost = (high - r) + low;
    return (ExpParts_f32){r, r * r * exp_series_f32(r) + lost, bits_f32(sum) - bits_f32(ROUNDER_F32)};
}

TESSERA_INLINE float exp_f32(float x) {
    x = x < -104 ? -104 : x;
    x = x > 89 ? 89 : x;
    const ExpParts_f32 parts = exp_parts_f32(x);
    // 1 + r + rest, compensated for the rounding error of the first addition.
    const float sum = 1 + parts.r;
    const float mantissa = sum + ((parts.r - (sum - 1)) + parts.rest);
    return scaled_f32(mantissa, parts.exponent);
}

// Returns e^-|x| within 1 ulp, for functions that use it as an intermediate result; it omits the compensations of exp.
TESSERA_INLINE float exp_of_minus_magnitude_f32(float x) {
    const float size = magnitude_f32(x);
    const float t = size > 104 ? -104 : -size;
    const float sum = t * 0x1.715476p0f + ROUNDER_F32;
    const float k = sum - ROUNDER_F32;
    const float r = (t - k * 0x1.63p-1f) + k * 0x1.bd0106p-13f;
    return scaled_f32(1 + (r + r * r * exp_series_f32(r)), bits_f32(sum) - bits_f32(ROUNDER_F32));
}

TESSERA_INLINE float expm1_f32(float x) {
    float bounded = x < -18 ? -18 : x;
    bounded = bounded > 89 ? 89 : bounded;
    const ExpParts_f32 parts = exp_parts_f32(bounded);
    // 2^k (1 + r + rest) - 1 is computed with 2^(k-1), which is finite for the largest k too.
    const float half_scale = power_of_two_f32(parts.exponent - 1);
    const float result = 2 * (half_scale * (parts.r + parts.rest) + (half_scale - 0.5f));
    return magnitude_f32(x) < 0x1p-25f ? x : result;
}

#endif
