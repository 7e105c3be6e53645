// Converts the rows of a table to double precision.
#include "CKernels/Rows.h"
#include "../common/platform.h"

#define WIDEN(REAL, type) \
    TESSERA_KERNEL void kernel_widen_rows_##type( \
        size_t rows, size_t columns, const REAL *x, const double *shifts, const double *scales, double *out, \
        size_t out_stride) { \
        for (size_t row = 0; row < rows; row++, x += columns, out += out_stride) { \
            if (shifts) { \
                TESSERA_LOOP \
                for (size_t j = 0; j < columns; j++) out[j] = ((double)x[j] - shifts[j]) * scales[j]; \
            } else { \
                TESSERA_LOOP \
                for (size_t j = 0; j < columns; j++) out[j] = (double)x[j]; \
            } \
        } \
    }

WIDEN(float, f32)
WIDEN(double, f64)
