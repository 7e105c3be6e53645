// Numbers of 16 bits, eight or sixteen at a time: bfloat16, the upper half of a float, and IEEE 754's binary16. A number
// is rounded to nearest with ties to even, or becomes infinite from the middle between the largest number and the next;
// NaN becomes a quiet NaN with the upper bits of its payload.
#ifndef TESSERA_HALF_PRECISION_BITS_H
#define TESSERA_HALF_PRECISION_BITS_H

#include <string.h>

#include "../common/platform.h"

typedef uint16_t Halfs __attribute__((vector_size(32), aligned(2)));
typedef uint32_t Bits __attribute__((vector_size(64), aligned(4)));
typedef float Floats __attribute__((vector_size(64), aligned(4)));

// A macro, because vectors of 64 bytes cannot be passed by value alike in all instruction sets.
#define CHOSEN(mask, x, y) (((Bits)(mask) & (x)) | (~(Bits)(mask) & (y)))

// A signalling NaN stays one.
TESSERA_INLINE void widen_bfloat16(const uint16_t *x, Floats *out) {
    *out = (Floats)(__builtin_convertvector(*(const Halfs *)x, Bits) << 16);
}

TESSERA_INLINE void bfloat16_to_floats(const uint16_t *x, Floats *out) {
    Floats widened;
    widen_bfloat16(x, &widened);
    *out = (Floats)((Bits)widened | ((Bits)(widened != widened) & 0x400000));
}

// The numbers rounded, in the lower half of each element; wrong for a NaN whose payload is all ones.
TESSERA_INLINE void round_to_bfloat16(const Floats *x, Bits *out) {
    const Bits bits = (Bits)*x;
    *out = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
}

TESSERA_INLINE void floats_to_bfloat16(const Floats *x, uint16_t *out) {
    Bits rounded;
    round_to_bfloat16(x, &rounded);
    *(Halfs *)out = __builtin_convertvector(CHOSEN(*x != *x, ((Bits)*x >> 16) | 0x40, rounded), Halfs);
}

#ifdef TESSERA_F16C

typedef _Float16 Float16s __attribute__((vector_size(32), aligned(2)));

TESSERA_INLINE void float16_to_floats(const uint16_t *x, Floats *out) {
    *out = __builtin_convertvector(*(const Float16s *)x, Floats);
}

TESSERA_INLINE void floats_to_float16(const Floats *x, uint16_t *out) {
    *(Float16s *)out = __builtin_convertvector(*x, Float16s);
}

#else

// Moves the exponent from one bias to the other (F. Giesen, "Float->half variants", 2012). A subtraction of floats
// normalises subnormal numbers.
TESSERA_INLINE void float16_to_floats(const uint16_t *x, Floats *out) {
    const Bits half = __builtin_convertvector(*(const Halfs *)x, Bits);
    const Bits magnitude = (half & 0x7fff) << 13;
    const Bits quiet = (Bits)(magnitude > 0x0f800000) & 0x400000;
    const Bits subnormal = (Bits)((Floats)(magnitude + 0x38800000) - 0x1p-14f);
    Bits bits = CHOSEN(magnitude < 0x00800000, subnormal, magnitude + 0x38000000);
    bits = CHOSEN(magnitude >= 0x0f800000, magnitude | 0x7f800000 | quiet, bits);
    *out = (Floats)(bits | (half & 0x8000) << 16);
}

// The sum with 0.5, whose last place is that of subnormal numbers of 16 bits, rounds those.
TESSERA_INLINE void floats_to_float16(const Floats *x, uint16_t *out) {
    const Bits bits = (Bits)*x;
    const Bits magnitude = bits & 0x7fffffff;
    const Bits normal = (magnitude - 0x38000000 + 0xfff + ((magnitude >> 13) & 1)) >> 13;
    const Bits subnormal = (Bits)((Floats)magnitude + 0.5f) - 0x3f000000;
    Bits half = CHOSEN(magnitude < 0x38800000, subnormal, normal);
    half = CHOSEN(magnitude >= 0x47800000, (Bits){0} + 0x7c00, half);
    half = CHOSEN(magnitude > 0x7f800000, 0x7e00 | ((magnitude >> 13) & 0x3ff), half);
    *(Halfs *)out = __builtin_convertvector(half | ((bits >> 16) & 0x8000), Halfs);
}

#endif

typedef double Doubles __attribute__((vector_size(64), aligned(8)));
typedef int64_t LongMasks __attribute__((vector_size(64)));
typedef float EightFloats __attribute__((vector_size(32), aligned(4)));
typedef uint32_t EightBits __attribute__((vector_size(32)));

// Rounds to odd: towards 0, with the last bit set unless the number is exact. A second rounding, to fewer bits, then
// gives what a single one would give (S. Boldo, G. Melquiond, "Emulation of FMA and correctly rounded sums: proved
// algorithms using rounding to odd", 2008).
TESSERA_INLINE void doubles_to_odd_floats(const Doubles *x, float *out) {
    const EightFloats nearest = __builtin_convertvector(*x, EightFloats);
    const Doubles back = __builtin_convertvector(nearest, Doubles);
    const LongMasks is_inexact = (back < *x) | (back > *x);
    const LongMasks is_larger = is_inexact & (__builtin_elementwise_abs(back) > __builtin_elementwise_abs(*x));
    const EightBits inexact = __builtin_convertvector(is_inexact, EightBits);
    const EightBits larger = __builtin_convertvector(is_larger, EightBits);
    *(EightFloats *)out = (EightFloats)(((EightBits)nearest + larger) | (inexact & 1));
}

#endif
