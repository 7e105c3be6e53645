// The parts of tanh in double precision: its polynomial near 0, and its exponential form.
#ifndef TESSERA_TANH_F64_H
#define TESSERA_TANH_F64_H

#include "exp_pair_f64.h"

// The minimax polynomial in z = x^2 for (tanh(x) / x - 1) / x^2 on |x| <= 0.56; its error is 2^-60 relative to tanh(x).
TESSERA_INLINE double tanh_series_f64(double z) {
    double p = -0x1.3fc6cdc056a3dp-16;
    p = p * z + 0x1.5a8a50ea7d4d7p-14;
    p = p * z - 0x1.e86f4aa9e189ap-13;
    p = p * z + 0x1.346ae4fa3184ap-11;
    p = p * z - 0x1.7d8cdeecd3adfp-10;
    p = p * z + 0x1.d6d26217ca952p-9;
    p = p * z - 0x1.226e2db1686e2p-7;
    p = p * z + 0x1.664f484eefab2p-6;
    p = p * z - 0x1.ba1ba1b950633p-5;
    p = p * z + 0x1.11111111104adp-3;
    return p * z - 0x1.555555555554dp-2;
}

// Returns 1 - 2 / (e^(2 size) + 1), the rounding errors of the exponential function and of both sums made up for; 1 from
// 20 on.
TESSERA_INLINE double tanh_far_f64(double size) {
    const ExpPair_f64 e = exp_pair_f64(2 * (size > 20 ? 20 : size));
    const double scale = power_of_two_f64(e.exponent);
    const Pair_f64 sum = ordered_sum_f64(e.mantissa.high * scale, 1);
    const double quotient = 2 / sum.high;
    const double lost = 0.5 * quotient * quotient * (sum.low + e.mantissa.low * scale);
    const Pair_f64 difference = ordered_sum_f64(1, -quotient);
    return difference.high + (difference.low + lost);
}

#endif
