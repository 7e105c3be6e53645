// log and log1p in single precision.
#ifndef TESSERA_LOG_F32_H
#define TESSERA_LOG_F32_H

#include <math.h>

#include "bits.h"

typedef struct {
    float mantissa;    // in [sqrt(1/2), sqrt(2))
    int32_t exponent;  // k
} LogParts_f32;

// Splits a positive normal x into mantissa * 2^k. Counting exponents from sqrt(1/2) keeps k at 0 around 1.
TESSERA_INLINE LogParts_f32 log_parts_f32(float x) {
    const uint32_t bits = bits_f32(x) - bits_f32(0x1.6a09e6p-1f);
    return (LogParts_f32){real_f32((bits & 0x7fffff) + bits_f32(0x1.6a09e6p-1f)), (int32_t)bits >> 23};
}

// Returns k ln 2 + log(1 + f) for 1 + f in [sqrt(1/2), sqrt(2)). Terms are added as in Cephes' logf, small ones first.
TESSERA_INLINE float log_sum_f32(float f, float k) {
    const float square = f * f;
    // The minimax polynomial for (log(1 + f) - f + f^2 / 2) / f^3; its error is 2^-30 relative to log(1 + f).
    float p = 0x1.168172p-4f;
    p = p * f - 0x1.e0203ap-4f;
    p = p * f + 0x1.e6f5c2p-4f;
    p = p * f - 0x1.fbc7d2p-4f;
    p = p * f + 0x1.233042p-3f;
    p = p * f - 0x1.555efcp-3f;
    p = p * f + 0x1.99a542p-3f;
    p = p * f - 0x1p-2f;
    p = p * f + 0x1.555546p-2f;
    float rest = square * f * p - k * 0x1.bd0106p-13f;
    rest = rest - 0.5f * square;
    return k * 0x1.63p-1f + (f + rest);
}

TESSERA_INLINE float log_f32(float x) {
    const bool subnormal = x < 0x1p-126f;
    const LogParts_f32 parts = log_parts_f32(subnormal ? x * 0x1p23f : x);
    const float k = (float)parts.exponent - (subnormal ? 23.0f : 0.0f);
    const float result = log_sum_f32(parts.mantissa - 1, k);
    const float finite = x < INFINITY ? result : x;
    return x > 0 ? finite : (x == 0 ? -INFINITY : NAN);
}

// Returns log(1 + x) for finite x > -1. The rounding error of 1 + x is scaled by 2^-k and added to the mantissa; for
// k = 0 that restores x itself.
TESSERA_INLINE float log1p_finite_f32(float x) {
    const float u = 1 + x;
    const float lost = x < 1 ? x - (u - 1) : 1 - (u - x);
    const LogParts_f32 parts = log_parts_f32(u);
    const float correction = x > 0x1p60f ? 0 : lost * power_of_two_f32(-(uint32_t)parts.exponent);
    return log_sum_f32((parts.mantissa - 1) + correction, (float)parts.exponent);
}

// Returns log(1 + x) for x in [0, 1], as 2 artanh(s) = 2 s + s z p(z) for s = x / (2 + x), z = s^2 <= 1/9. p is a
// minimax polynomial, whose error is 2^-27 relative to the result. With 2 s = x - s x, as in fdlibm, the rounding error
// of the division hardly matters.
TESSERA_INLINE float log1p_unit_f32(float x) {
    const float s = x / (2 + x);
    const float z = s * s;
    float p = 0x1.1ef870p-2f;
    p = p * z + 0x1.1eb612p-2f;
    p = p * z + 0x1.99d27cp-2f;
    p = p * z + 0x1.5555p-1f;
    return x - s * (x - z * p);
}

TESSERA_INLINE float log1p_f32(float x) {
    const float result = magnitude_f32(x) < 0x1p-25f ? x : log1p_finite_f32(x);
    const float finite = x < INFINITY ? result : x;
    return x > -1 ? finite : (x == -1 ? -INFINITY : NAN);
}

#endif
