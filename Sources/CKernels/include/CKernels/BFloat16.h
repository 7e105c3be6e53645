// Matrices of bfloat16 elements, the upper half of a float, and their products with vectors; compiled in bfloat16/.
#ifndef TESSERA_CKERNELS_BFLOAT16_H
#define TESSERA_CKERNELS_BFLOAT16_H

#include "Common.h"

#pragma clang assume_nonnull begin

typedef struct {
    /// Converts the rows of x - shifts to bfloat16, rounded to nearest with ties to even, and pads them with zeros to a
    /// multiple of 16 elements.
    void (*_Nonnull convert_rows)(size_t rows, size_t columns, const double *x, const double *shifts, uint16_t *out);
    /// gemv: computes the dot products of bfloat16 rows with w. `columns` is a multiple of 16.
    void (*_Nonnull gemv)(size_t rows, size_t columns, const uint16_t *x, const float *w, float *out);
    /// Transposed gemv: adds x^T r of bfloat16 rows to `sums`, which has an element for each column. `columns` is a
    /// multiple of 16.
    void (*_Nonnull add_gemv_transposed)(size_t rows, size_t columns, const uint16_t *x, const float *r, float *sums);
} tessera_bfloat16_kernels;

#pragma clang assume_nonnull end

#endif
