// The polynomial of tanh near 0 in single precision.
#ifndef TESSERA_TANH_F32_H
#define TESSERA_TANH_F32_H

#include "../common/platform.h"

// The minimax polynomial in z = x^2 for (tanh(x) / x - 1) / x^2 on |x| <= 0.56; its error is 2^-29 relative to tanh(x).
TESSERA_INLINE float tanh_series_f32(float z) {
    float p = -0x1.977912p-8f;
    p = p * z + 0x1.58a56cp-6f;
    p = p * z - 0x1.b91884p-5f;
    p = p * z + 0x1.110cd8p-3f;
    return p * z - 0x1.55554ap-2f;
}

#endif
