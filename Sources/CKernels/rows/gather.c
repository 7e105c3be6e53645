// Gathers rows of a matrix by their indices.
#include <string.h>

#include "CKernels/Rows.h"
#include "../common/platform.h"

// Prefetch distance in rows. Rows in random order defeat the hardware prefetchers, but their indices are known in
// advance.
#define PREFETCH_ROWS 12
#define CACHE_LINE 64

TESSERA_KERNEL void gather_rows(
    size_t count, size_t row_bytes, const void *x, const int64_t *rows, void *out) {
    const char *from = x;
    char *to = out;
    const size_t prefetch_bytes = row_bytes < 8 * CACHE_LINE ? row_bytes : 8 * CACHE_LINE;
    for (size_t i = 0; i < count; i++) {
        if (i + PREFETCH_ROWS < count) {
            const char *later = from + (size_t)rows[i + PREFETCH_ROWS] * row_bytes;
            for (size_t byte = 0; byte < prefetch_bytes; byte += CACHE_LINE) __builtin_prefetch(later + byte);
        }
        memcpy(to + i * row_bytes, from + (size_t)rows[i] * row_bytes, row_bytes);
    }
}
