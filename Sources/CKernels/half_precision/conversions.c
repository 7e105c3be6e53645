// Converts arrays of 16-bit floating-point numbers to float and double, and back.
#include "CKernels/HalfPrecision.h"
#include "bits.h"

// Sixteen numbers at a time; the last ones are converted in a buffer.
#define CONVERT(name, FROM, TO, convert) \
    TESSERA_KERNEL void name(size_t n, const FROM *x, TO *out) { \
        size_t i = 0; \
        for (; i + 16 <= n; i += 16) convert(x + i, out + i); \
        if (i == n) return; \
        FROM last[16] = {0}; \
        TO converted[16]; \
        memcpy(last, x + i, (n - i) * sizeof(FROM)); \
        convert(last, converted); \
        memcpy(out + i, converted, (n - i) * sizeof(TO)); \
    }

// The conversions of one format: between its arrays and those of float and double.
#define FORMAT(format) \
    TESSERA_INLINE void format##_from_f32(const float *x, uint16_t *out) { \
        const Floats values = *(const Floats *)x; \
        floats_to_##format(&values, out); \
    } \
    TESSERA_INLINE void format##_from_f64(const double *x, uint16_t *out) { \
        float odd[16]; \
        doubles_to_odd_floats((const Doubles *)x, odd); \
        doubles_to_odd_floats((const Doubles *)(x + 8), odd + 8); \
        format##_from_f32(odd, out); \
    } \
    TESSERA_INLINE void format##_to_f32(const uint16_t *x, float *out) { \
        format##_to_floats(x, (Floats *)out); \
    } \
    TESSERA_INLINE void format##_to_f64(const uint16_t *x, double *out) { \
        float values[16]; \
        format##_to_f32(x, values); \
        *(Doubles *)out = __builtin_convertvector(*(const EightFloats *)values, Doubles); \
        *(Doubles *)(out + 8) = __builtin_convertvector(*(const EightFloats *)(values + 8), Doubles); \
    } \
    CONVERT(convert_##format##_to_f32, uint16_t, float, format##_to_f32) \
    CONVERT(convert_##format##_to_f64, uint16_t, double, format##_to_f64) \
    CONVERT(convert_f32_to_##format, float, uint16_t, format##_from_f32) \
    CONVERT(convert_f64_to_##format, double, uint16_t, format##_from_f64)

FORMAT(bfloat16)
FORMAT(float16)
