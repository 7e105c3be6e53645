// The parts of tanh in single precision: its polynomial near 0, and its exponential form.
#ifndef TESSERA_TANH_F32_H
#define TESSERA_TANH_F32_H

#include "exp_f32.h"

// The minimax polynomial in z = x^2 for (tanh(x) / x - 1) / x^2 on |x| <= 0.56; its error is 2^-29 relative to tanh(x).
TESSERA_INLINE float tanh_series_f32(float z) {
    float p = -0x1.977912p-8f;
    p = p * z + 0x1.58a56cp-6f;
    p = p * z - 0x1.b91884p-5f;
    p = p * z + 0x1.110cd8p-3f;
    return p * z - 0x1.55554ap-2f;
}

// Returns 1 - 2 / (e^(2 size) + 1). e^(2 size) may overflow to infinity, which gives 1.
TESSERA_INLINE float tanh_far_f32(float size) { return 1 - 2 / (exp_f32(2 * size) + 1); }

#endif
