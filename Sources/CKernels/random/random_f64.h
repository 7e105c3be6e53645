// Converts a Philox block of four words to two uniform or normal numbers in double precision.
#ifndef TESSERA_RANDOM_F64_H
#define TESSERA_RANDOM_F64_H

#include "../math/log_f64.h"
#include "philox.h"
#include "../math/trig_f64.h"

#define PER_BLOCK_f64 2

// Returns the upper 53 bits of a pair of words, of which the low word comes first.
TESSERA_INLINE uint64_t pair_f64(const PhiloxGroup *group, size_t i, size_t pair) {
    return ((uint64_t)group->words[2 * pair + 1][i] << 32 | group->words[2 * pair][i]) >> 11;
}

TESSERA_INLINE void uniform_group_f64(const PhiloxGroup *group, double *out) {
    for (size_t i = 0; i < PHILOX_GROUP; i++) {
        for (size_t pair = 0; pair < 2; pair++) out[2 * i + pair] = (double)pair_f64(group, i, pair) * 0x1p-53;
    }
}

// The radius of the Box-Muller transform, sqrt(-2 log u) for u = (pair + 1/2) / 2^53. Next to 1 the logarithm is
// computed from 1 - u, which is more accurate than u: u has been rounded.
TESSERA_INLINE double radius_f64(uint64_t pair) {
    const LogParts_f64 parts = log_parts_f64(((double)pair + 0.5) * 0x1p-53);
    const double below_one = ((double)((1ull << 53) - 1 - pair) + 0.5) * 0x1p-53;
    const double f = parts.exponent == 0 ? -below_one : parts.mantissa - 1;
    return __builtin_elementwise_sqrt(-2 * log_sum_f64(f, parts.k));
}

typedef struct {
    double cosine, sine;
} Direction_f64;

// The direction of the Box-Muller transform, cos and sin of 2 pi pair / 2^53. The quadrant and the signed remainder are
// taken from the integer, hence exact.
TESSERA_INLINE Direction_f64 direction_f64(uint64_t pair) {
    const uint64_t quadrant = (pair + (1ull << 50)) >> 51;
    const uint64_t rest = pair - (quadrant << 51);
    const double angle = (real_f64(bits_f64(ROUNDER_F64) + rest) - ROUNDER_F64) * 0x1.921fb54442d18p-51;
    const double sine = sin_series_f64(angle, 0), cosine = cos_series_f64(angle, 0);
    const double x = quadrant & 1 ? sine : cosine, y = quadrant & 1 ? cosine : sine;
    return (Direction_f64){
        real_f64(bits_f64(x) ^ ((quadrant + 1) & 2) << 62),
        real_f64(bits_f64(y) ^ (quadrant & 2) << 62),
    };
}

// Standard normal numbers by the transform of Box and Muller, "A note on the generation of random normal deviates"
// (1958).
TESSERA_INLINE void normal_group_f64(const PhiloxGroup *group, double *out) {
    for (size_t i = 0; i < PHILOX_GROUP; i++) {
        const double radius = radius_f64(pair_f64(group, i, 0));
        const Direction_f64 direction = direction_f64(pair_f64(group, i, 1));
        out[2 * i] = radius * direction.cosine;
        out[2 * i + 1] = radius * direction.sine;
    }
}

#endif
