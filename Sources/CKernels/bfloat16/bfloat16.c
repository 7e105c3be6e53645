// Rows of bfloat16 elements, padded to a multiple of 16 elements, and their products with vectors.
#include "CKernels/BFloat16.h"
#include "../half_precision/bits.h"

typedef float Eights __attribute__((vector_size(32), may_alias));
typedef float Fours __attribute__((vector_size(16), may_alias));

// Converts x - shifts for at most 16 elements, and fills the rest with zeros.
TESSERA_INLINE void to_bfloat16(const double *x, const double *shifts, size_t count, uint16_t *out) {
    Floats values = {0};
    Bits rounded;
    for (size_t i = 0; i < count; i++) values[i] = (float)(x[i] - shifts[i]);
    round_to_bfloat16(&values, &rounded);
    *(Halfs *)out = __builtin_convertvector(rounded, Halfs);
}

TESSERA_KERNEL void convert_rows_to_bfloat16(
    size_t rows, size_t columns, const double *x, const double *shifts, uint16_t *out) {
    for (size_t i = 0; i < rows; i++, x += columns) {
        __builtin_prefetch((const char *)x + 4096, 0, 3);
        for (size_t j = 0; j < columns; j += 16, out += 16) {
            if (columns - j >= 16) {
                to_bfloat16(x + j, shifts + j, 16, out);
            } else {
                to_bfloat16(x + j, shifts + j, columns - j, out);
            }
        }
    }
}

TESSERA_KERNEL void bfloat16_gemv(
    size_t rows, size_t columns, const uint16_t *x, const float *w, float *out) {
    for (size_t i = 0; i < rows; i++, x += columns) {
        Floats sum = {0}, other = {0}, a;
        __builtin_prefetch((const char *)x + 4096, 0, 3);
        for (size_t j = 0; j + 32 <= columns; j += 32) {
            widen_bfloat16(x + j, &a);
            sum += a * *(const Floats *)(w + j);
            widen_bfloat16(x + j + 16, &a);
            other += a * *(const Floats *)(w + j + 16);
        }
        if (columns % 32) {
            widen_bfloat16(x + columns - 16, &a);
            sum += a * *(const Floats *)(w + columns - 16);
        }
        sum += other;
        const Eights eights = ((const Eights *)&sum)[0] + ((const Eights *)&sum)[1];
        const Fours fours = ((const Fours *)&eights)[0] + ((const Fours *)&eights)[1];
        out[i] = (fours[0] + fours[2]) + (fours[1] + fours[3]);
    }
}

// Adds eight rows at a time, so that the sums are read and written an eighth as often.
TESSERA_KERNEL void add_bfloat16_gemv_transposed(
    size_t rows, size_t columns, const uint16_t *x, const float *r, float *sums) {
    for (; rows > 0; x += 8 * columns, r += 8) {
        const size_t count = rows < 8 ? rows : 8;
        for (size_t j = 0; j < columns; j += 16) {
            Floats sum = *(const Floats *)(sums + j), a;
            for (size_t i = 0; i < count; i++) {
                widen_bfloat16(x + i * columns + j, &a);
                sum += a * r[i];
            }
            *(Floats *)(sums + j) = sum;
        }
        rows -= count;
    }
}
