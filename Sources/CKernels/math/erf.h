// The error function and its complement in double precision; single precision computes in double precision and rounds.
#ifndef TESSERA_ERF_H
#define TESSERA_ERF_H

#include "wide_functions.h"

// erf(x) = x + x (2 / sqrt(pi) - 1 + x^2 p(x^2)) for |x| <= 1, with a minimax polynomial whose error is 2^-58.
TESSERA_INLINE double erf_near_f64(double x) {
    const double z = x * x;
    double p = 0x1.0f8a27a51ad26p-34;
    p = p * z - 0x1.3c1e91b012003p-30;
    p = p * z + 0x1.f8d476ab1a455p-27;
    p = p * z - 0x1.5f39372686202p-23;
    p = p * z + 0x1.b9e2333703249p-20;
    p = p * z - 0x1.f4d21efdafc7dp-17;
    p = p * z + 0x1.f9a324ddf0f34p-14;
    p = p * z - 0x1.c02db3f4735cbp-11;
    p = p * z + 0x1.565bcd0e434bbp-8;
    p = p * z - 0x1.b82ce312882f8p-6;
    p = p * z + 0x1.ce2f21a042bd7p-4;
    p = p * z - 0x1.812746b0379e7p-2;
    return x + x * (0x1.06eba8214db69p-3 + z * p);
}

// erfc(x) = e^-x^2 p(t) / (1 + 2 x) for 0.5 <= x <= 28 and t = (x - 3) / (x + 3) (M. M. Shepherd and J. G. Laframboise,
// "Chebyshev approximation of (1 + 2x)exp(x^2)erfc x in 0 <= x < infinity", 1981), with a polynomial of our own whose
// error is 2^-54; the rounding error of x^2 is made up for.
TESSERA_INLINE double erfc_far_f64(double x) {
    const double square = x * x;
    const ExpPair_f64 e = exp_pair_of_sum_f64(-square, -__builtin_fma(x, x, -square));
    const double t = (x - 3) / (x + 3);
    double p = -0x1.08c0541a34a1dp-26;
    p = p * t + 0x1.89d482c35f998p-26;
    p = p * t + 0x1.e01239a37bc3ap-24;
    p = p * t - 0x1.05551b9c7b495p-23;
    p = p * t - 0x1.522e923875db7p-21;
    p = p * t + 0x1.7240e039a3bd2p-22;
    p = p * t + 0x1.d34dda94a5cdcp-19;
    p = p * t - 0x1.8656688349170p-21;
    p = p * t - 0x1.514bf9e11f612p-16;
    p = p * t + 0x1.4c15c8ccdacffp-18;
    p = p * t + 0x1.065ac05cf2849p-13;
    p = p * t - 0x1.b912511ace570p-14;
    p = p * t - 0x1.98db569ae9f33p-11;
    p = p * t + 0x1.ef1bdd1571101p-10;
    p = p * t + 0x1.4b884e6674be3p-9;
    p = p * t - 0x1.8574c40ba6a70p-6;
    p = p * t + 0x1.17ca2877e25b3p-4;
    p = p * t - 0x1.e88b803a49709p-4;
    p = p * t + 0x1.098366a5b49a5p-3;
    p = p * t - 0x1.85a15c58aa5bcp-5;
    p = p * t - 0x1.15c084bb9e8f8p-3;
    p = p * t + 0x1.40c522d7e4987p+0;
    return scaled_f64((e.mantissa.high + e.mantissa.low) * (p / (1 + 2 * x)), e.exponent);
}

TESSERA_INLINE double erf_f64(double x) {
    const double size = magnitude_f64(x);
    const double far = 1 - erfc_far_f64(size > 6 ? 6 : size);
    // x + x (...) would lose the sign of -0.
    return x == 0 ? x : (size < 1 ? erf_near_f64(x) : with_sign_of_f64(far, x));
}

// 1 - erf(x), within 4 ulp also where it is tiny.
TESSERA_INLINE double erfc_f64(double x) {
    const double size = magnitude_f64(x);
    const double far = erfc_far_f64(size > 28 ? 28 : size);
    return size < 0.5 ? 1 - erf_near_f64(x) : (x < 0 ? 2 - far : far);
}

#endif
