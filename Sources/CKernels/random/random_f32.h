// Converts a Philox block of four words to four uniform or normal numbers in single precision.
#ifndef TESSERA_RANDOM_F32_H
#define TESSERA_RANDOM_F32_H

#include "../math/log_f32.h"
#include "philox.h"
#include "../math/trig_f32.h"

#define PER_BLOCK_f32 4

TESSERA_INLINE void uniform_group_f32(const PhiloxGroup *group, float *out) {
    for (size_t i = 0; i < PHILOX_GROUP; i++) {
        for (size_t word = 0; word < 4; word++) {
            out[4 * i + word] = (float)(int32_t)(group->words[word][i] >> 8) * 0x1p-24f;
        }
    }
}

// The radius of the Box-Muller transform, sqrt(-2 log u) for u = (word + 1/2) / 2^32. Next to 1 the logarithm is
// computed from 1 - u, which is more accurate than u: u has been rounded.
TESSERA_INLINE float radius_f32(uint32_t word) {
    const LogParts_f32 parts = log_parts_f32(((float)word + 0.5f) * 0x1p-32f);
    const float below_one = ((float)~word + 0.5f) * 0x1p-32f;
    const float f = parts.exponent == 0 ? -below_one : parts.mantissa - 1;
    return __builtin_elementwise_sqrt(-2 * log_sum_f32(f, (float)parts.exponent));
}

typedef struct {
    float cosine, sine;
} Direction_f32;

// The direction of the Box-Muller transform, cos and sin of 2 pi word / 2^32. The quadrant and the signed remainder are
// taken from the integer, hence exact.
TESSERA_INLINE Direction_f32 direction_f32(uint32_t word) {
    const uint32_t quadrant = (word + (1u << 29)) >> 30;
    const float angle = (float)(int32_t)(word - (quadrant << 30)) * 0x1.921fb6p-30f;
    const float sine = sin_series_f32(angle), cosine = cos_series_f32(angle);
    const float x = quadrant & 1 ? sine : cosine, y = quadrant & 1 ? cosine : sine;
    return (Direction_f32){
        real_f32(bits_f32(x) ^ ((quadrant + 1) & 2) << 30),
        real_f32(bits_f32(y) ^ (quadrant & 2) << 30),
    };
}

// Standard normal numbers by the transform of Box and Muller, "A note on the generation of random normal deviates"
// (1958).
TESSERA_INLINE void normal_group_f32(const PhiloxGroup *group, float *out) {
    for (size_t i = 0; i < PHILOX_GROUP; i++) {
        const float radius0 = radius_f32(group->words[0][i]), radius1 = radius_f32(group->words[2][i]);
        const Direction_f32 direction0 = direction_f32(group->words[1][i]);
        const Direction_f32 direction1 = direction_f32(group->words[3][i]);
        out[4 * i] = radius0 * direction0.cosine;
        out[4 * i + 1] = radius0 * direction0.sine;
        out[4 * i + 2] = radius1 * direction1.cosine;
        out[4 * i + 3] = radius1 * direction1.sine;
    }
}

#endif
