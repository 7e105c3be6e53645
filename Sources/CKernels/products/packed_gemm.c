// Products of large matrices (GEMM) by packed panels, for each instruction set that the processor may have.
#include "CKernels/Products.h"
#include "../common/levels.h"

// A block of the sum over k, as in gemm.template.h: deeper sums are accumulated block by block, so that both kernels
// give the same bits. A block of columns is bounded to bound the memory that is packed.
#define BLOCK_DEPTH tessera_packed_terms
#define BLOCK_COLUMNS 4096
// The panels of b that are packed at a time, and the terms of the sum that are packed of each before the next.
#define PANELS 4
#define PACKED_TERMS 16
#define LESSER(x, y) ((x) < (y) ? (x) : (y))
// Multiples of the heights and the widths of all register tiles.
#define ROUND_ROWS(n) (((n) + 23) / 24 * 24)
#define ROUND_COLUMNS(n) (((n) + tessera_packed_columns - 1) / tessera_packed_columns * tessera_packed_columns)

#include "../common/f32.h"
#define WIDEST 16
#define BLOCK_ROWS tessera_packed_rows_f32
#include "packed_gemm_levels.template.h"
#undef WIDEST
#undef BLOCK_ROWS

#include "../common/f64.h"
#define WIDEST 8
#define BLOCK_ROWS tessera_packed_rows_f64
#include "packed_gemm_levels.template.h"

int tessera_gemm_best_level(void) {
    const int levels = instruction_level();
#ifdef HAS_LEVELS
    // Zen 4 computes 64-byte vectors in two halves; the smaller tiles of AVX2 were measured to be faster there.
    if (levels == 3 && __builtin_cpu_is("amdfam19h")) return 2;
#endif
    return levels;
}
