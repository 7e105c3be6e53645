// Bit patterns of floating-point numbers, and rounding to integers through them.
#ifndef TESSERA_BITS_H
#define TESSERA_BITS_H

#include <string.h>

#include "../common/platform.h"

TESSERA_INLINE uint32_t bits_f32(float x) {
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

TESSERA_INLINE uint64_t bits_f64(double x) {
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

TESSERA_INLINE float real_f32(uint32_t bits) {
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

TESSERA_INLINE double real_f64(uint64_t bits) {
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

// Returns 2^k, which must be a normal number; k may be given modulo 2^32 (float) or 2^64 (double).
TESSERA_INLINE float power_of_two_f32(uint32_t k) { return real_f32((k + 127) << 23); }
TESSERA_INLINE double power_of_two_f64(uint64_t k) { return real_f64((k + 1023) << 52); }

// Adding 1.5 * 2^(mantissa bits) rounds a small number to the nearest integer, which the low bits of the sum then hold
// in two's complement.
#define ROUNDER_F32 0x1.8p23f
#define ROUNDER_F64 0x1.8p52

TESSERA_INLINE float magnitude_f32(float x) { return __builtin_fabsf(x); }
TESSERA_INLINE double magnitude_f64(double x) { return __builtin_fabs(x); }

TESSERA_INLINE float with_sign_of_f32(float x, float sign) { return __builtin_copysignf(x, sign); }
TESSERA_INLINE double with_sign_of_f64(double x, double sign) { return __builtin_copysign(x, sign); }

#endif
