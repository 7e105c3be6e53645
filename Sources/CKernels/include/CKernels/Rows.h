// Rows of a table: gathering them, and converting them to double precision; compiled in rows/.
#ifndef TESSERA_CKERNELS_ROWS_H
#define TESSERA_CKERNELS_ROWS_H

#include "Common.h"

#pragma clang assume_nonnull begin

/// Gathers rows: row i of `out` is row rows[i] of `x`. Both have consecutive rows of `row_bytes` bytes.
typedef void (*tessera_gather_rows)(
    size_t count, size_t row_bytes, const void *x, const int64_t *rows, void *out);

#define TESSERA_DECLARE(REAL, type) \
    /* Converts to double, centred and scaled: */ \
    /* out[i * out_stride + j] = (x[i * columns + j] - shifts[j]) * scales[j], or x itself if both are NULL. */ \
    typedef void (*tessera_widen_rows_##type)( \
        size_t rows, size_t columns, const REAL *x, const double *_Nullable shifts, const double *_Nullable scales, \
        double *out, size_t out_stride);
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE

#pragma clang assume_nonnull end

#endif
