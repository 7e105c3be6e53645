// sin and cos in single precision: Cody-Waite argument reduction (Cody and Waite, "Software manual for the elementary
// functions" (1980)) and minimax polynomials.
#ifndef TESSERA_TRIG_F32_H
#define TESSERA_TRIG_F32_H

#include "bits.h"

// Minimax polynomials for sin and cos of |r| <= pi / 4; their errors are 2^-28 and 2^-33.
TESSERA_INLINE float sin_series_f32(float r) {
    const float z = r * r;
    return r + r * (z * ((-0x1.9955b0p-13f * z + 0x1.11077cp-7f) * z - 0x1.555546p-3f));
}

TESSERA_INLINE float cos_series_f32(float r) {
    const float z = r * r;
    return 1 - z * (0.5f - z * ((0x1.99e5b8p-16f * z - 0x1.6c0c24p-10f) * z + 0x1.55554ap-5f));
}

// The largest |x| whose argument reduction is accurate.
#define TRIG_LIMIT_f32 0x1p24f

// Returns sin(x + quarters * pi / 2) for |x| <= TRIG_LIMIT_f32. The multiple of pi / 2 is subtracted in double
// precision (Cody-Waite; k times the 29-bit first part is exact), so that the remainder is accurate next to a zero too.
TESSERA_INLINE float sin_shifted_f32(float x, uint32_t quarters) {
    const double sum = x * 0x1.45f306dc9c883p-1 + ROUNDER_F64;
    const double k = sum - ROUNDER_F64;
    const float r = (float)(x - k * 0x1.921fb54p+0 - k * 0x1.10b4611a62633p-30);
    const uint32_t quadrant = (uint32_t)bits_f64(sum) + quarters;
    const float result = quadrant & 1 ? cos_series_f32(r) : sin_series_f32(r);
    return real_f32(bits_f32(result) ^ (quadrant & 2) << 30);
}

TESSERA_INLINE float sin_f32(float x) {
    return magnitude_f32(x) < 0x1p-13f ? x : sin_shifted_f32(x, 0);
}

TESSERA_INLINE float cos_f32(float x) { return sin_shifted_f32(x, 1); }

#endif
