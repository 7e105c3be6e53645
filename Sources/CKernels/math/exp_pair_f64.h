// Numbers of double precision with their rounding errors, and the exponential function as such a pair.
#ifndef TESSERA_EXP_PAIR_F64_H
#define TESSERA_EXP_PAIR_F64_H

#include "exp_f64.h"

// A number and its rounding error.
typedef struct {
    double high, low;
} Pair_f64;

// The sum of two numbers of which the first has the larger magnitude (Dekker's Fast2Sum).
TESSERA_INLINE Pair_f64 ordered_sum_f64(double a, double b) {
    const double sum = a + b;
    return (Pair_f64){sum, b - (sum - a)};
}

// The quotient of two pairs, the error of the second part left out.
TESSERA_INLINE Pair_f64 quotient_f64(Pair_f64 a, Pair_f64 b) {
    const double quotient = a.high / b.high;
    const double rest = __builtin_fma(-quotient, b.high, a.high);
    return (Pair_f64){quotient, ((rest + a.low) - quotient * b.low) / b.high};
}

// e to some power as mantissa 2^exponent.
typedef struct {
    Pair_f64 mantissa;
    uint64_t exponent;  // k, modulo 2^64
} ExpPair_f64;

// Returns e^x.
TESSERA_INLINE ExpPair_f64 exp_pair_f64(double x) {
    const ExpParts_f64 parts = exp_parts_f64(x);
    const double sum = 1 + parts.r;
    return (ExpPair_f64){ordered_sum_f64(sum, (parts.r - (sum - 1)) + parts.rest), parts.exponent};
}

// Returns e^(x + tail), where tail is of the size of a rounding error of x.
TESSERA_INLINE ExpPair_f64 exp_pair_of_sum_f64(double x, double tail) {
    const ExpParts_f64 parts = exp_parts_f64(x);
    const double sum = 1 + parts.r;
    const double low = (parts.r - (sum - 1)) + (parts.rest + tail * (sum + parts.rest));
    return (ExpPair_f64){ordered_sum_f64(sum, low), parts.exponent};
}

#endif
