// log and log1p in double precision.
#ifndef TESSERA_LOG_F64_H
#define TESSERA_LOG_F64_H

#include <math.h>

#include "bits.h"

typedef struct {
    double mantissa;    // in [sqrt(1/2), sqrt(2))
    uint64_t exponent;  // k, modulo 2^64
    double k;
} LogParts_f64;

// Splits a positive normal x into mantissa * 2^k. Counting exponents from sqrt(1/2) keeps k at 0 around 1. k is
// converted to double through the low bits of 2^52, because not every x86-64 has vector conversions of 64-bit integers.
TESSERA_INLINE LogParts_f64 log_parts_f64(double x) {
    const uint64_t bits = bits_f64(x) - bits_f64(0x1.6a09e667f3bcdp-1);
    const uint64_t biased = (bits + (1023ull << 52)) >> 52;
    return (LogParts_f64){
        real_f64((bits & 0xfffffffffffff) + bits_f64(0x1.6a09e667f3bcdp-1)),
        biased - 1023,
        real_f64(biased | bits_f64(0x1p52)) - (0x1p52 + 1023),
    };
}

// Returns p with log(1 + f) = 2 s + s z p for s = f / (2 + f) and z = s^2: fdlibm's series with its coefficients.
TESSERA_INLINE double log_series_f64(double z) {
    double p = 0x1.2f112df3e5244p-3;
    p = p * z + 0x1.39a09d078c69fp-3;
    p = p * z + 0x1.7466496cb03dep-3;
    p = p * z + 0x1.c71c51d8e78afp-3;
    p = p * z + 0x1.2492494229359p-2;
    p = p * z + 0x1.999999997fa04p-2;
    p = p * z + 0x1.5555555555593p-1;
    return p;
}

// k ln 2 + log(1 + f) is k ln2_high - ((half_square - rest) - f).
typedef struct {
    double half_square, rest;
} LogTerms_f64;

// Returns the terms for 1 + f in [sqrt(1/2), sqrt(2)).
TESSERA_INLINE LogTerms_f64 log_terms_f64(double f, double k) {
    const double s = f / (2 + f);
    const double z = s * s;
    const double p = log_series_f64(z);
    const double half_square = 0.5 * f * f;
    const double rest = s * (half_square + z * p) + k * 0x1.a39ef35793c76p-33;
    return (LogTerms_f64){half_square, rest};
}

// Returns k ln 2 + log(1 + f) for 1 + f in [sqrt(1/2), sqrt(2)).
TESSERA_INLINE double log_sum_f64(double f, double k) {
    const LogTerms_f64 terms = log_terms_f64(f, k);
    return k * 0x1.62e42feep-1 - ((terms.half_square - terms.rest) - f);
}

TESSERA_INLINE double log_f64(double x) {
    const bool subnormal = x < 0x1p-1022;
    const LogParts_f64 parts = log_parts_f64(subnormal ? x * 0x1p52 : x);
    const double result = log_sum_f64(parts.mantissa - 1, parts.k - (subnormal ? 52.0 : 0.0));
    const double finite = x < INFINITY ? result : x;
    return x > 0 ? finite : (x == 0 ? -INFINITY : NAN);
}

// Returns log(1 + x) for finite x > -1. The rounding error of 1 + x is scaled by 2^-k and added to the mantissa; for
// k = 0 that restores x itself.
TESSERA_INLINE double log1p_finite_f64(double x) {
    const double u = 1 + x;
    const double lost = x < 1 ? x - (u - 1) : 1 - (u - x);
    const LogParts_f64 parts = log_parts_f64(u);
    const double correction = x > 0x1p100 ? 0 : lost * power_of_two_f64(-parts.exponent);
    return log_sum_f64((parts.mantissa - 1) + correction, parts.k);
}

// Returns log(1 + x) for x in [0, 1].
TESSERA_INLINE double log1p_unit_f64(double x) { return log1p_finite_f64(x); }

// Returns log(1 + x) for finite x > -1, as log1p_finite_f64 does, but also makes up for the rounding error of the
// corrected mantissa.
TESSERA_INLINE double log1p_corrected_f64(double x) {
    const double u = 1 + x;
    const double lost = x < 1 ? x - (u - 1) : 1 - (u - x);
    const LogParts_f64 parts = log_parts_f64(u);
    const double correction = x > 0x1p100 ? 0 : lost * power_of_two_f64(-parts.exponent);
    const double mantissa = parts.mantissa - 1, f = mantissa + correction;
    const double tail = correction - (f - mantissa);
    const LogTerms_f64 terms = log_terms_f64(f, parts.k);
    const double rest = terms.rest + (tail - tail * f);
    return parts.k * 0x1.62e42feep-1 - ((terms.half_square - rest) - f);
}

TESSERA_INLINE double log1p_f64(double x) {
    const double result = magnitude_f64(x) < 0x1p-54 ? x : log1p_corrected_f64(x);
    const double finite = x < INFINITY ? result : x;
    return x > -1 ? finite : (x == -1 ? -INFINITY : NAN);
}

#endif
