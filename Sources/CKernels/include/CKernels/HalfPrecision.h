// Conversions between arrays of 16-bit floating-point numbers and arrays of float or double; compiled in half_precision/.
#ifndef TESSERA_CKERNELS_HALF_PRECISION_H
#define TESSERA_CKERNELS_HALF_PRECISION_H

#include "Common.h"

#pragma clang assume_nonnull begin

/// The conversions of one format, bfloat16 or IEEE 754's binary16, whose numbers are passed as their bits. A number is
/// rounded once, to nearest with ties to even; one that is too large becomes infinite. All instruction sets, the
/// baseline too, give the same bits. `out` must not overlap `x`.
typedef struct {
    void (*_Nonnull to_f32)(size_t n, const uint16_t *x, float *out);
    void (*_Nonnull to_f64)(size_t n, const uint16_t *x, double *out);
    void (*_Nonnull from_f32)(size_t n, const float *x, uint16_t *out);
    void (*_Nonnull from_f64)(size_t n, const double *x, uint16_t *out);
} tessera_half_conversions;

typedef struct {
    tessera_half_conversions bfloat16, float16;
} tessera_half_precision_kernels;

#pragma clang assume_nonnull end

#endif
