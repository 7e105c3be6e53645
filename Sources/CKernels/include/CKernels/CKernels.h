// Numeric kernels over contiguous arrays, compiled for several instruction sets.
//
// Most kernels exist for float and for double. Counts are in elements and may be 0 unless stated otherwise; no
// alignment is required. `out` may be the same address as an input; no other overlap is allowed. The result of an
// elementwise function does not depend on the element's position or on its neighbours. No kernel allocates or starts
// threads. All instruction sets with fused multiply-adds give the same bits; the baseline of x86-64 has none.
//
// Each header declares what one folder of Sources/CKernels compiles. The folders without a header hold what the others
// include: common/ the compiler settings and the templates of vectors, math/ the elementary functions, levels/ the
// instruction sets.
#ifndef TESSERA_CKERNELS_H
#define TESSERA_CKERNELS_H

#include "Elementwise.h"
#include "Reductions.h"
#include "Products.h"
#include "Vectors.h"
#include "BFloat16.h"
#include "HalfPrecision.h"
#include "Random.h"
#include "Optimizers.h"
#include "Programs.h"
#include "SmallMatrices.h"
#include "Factorizations.h"
#include "Rows.h"
#include "Processors.h"

#pragma clang assume_nonnull begin

/// The kernels of one precision.
#define TESSERA_DECLARE(REAL, type) \
    typedef struct { \
        tessera_elementwise_##type elementwise; \
        tessera_reductions_##type reductions; \
        tessera_batched_gemm_##type batched_gemm; \
        tessera_gemv_##type gemv; \
        tessera_gemv_transposed_##type gemv_transposed; \
        tessera_random_##type random; \
        tessera_update_named update_named; \
        tessera_programs_##type programs; \
        tessera_small_matrices_##type small_matrices; \
        tessera_widen_rows_##type widen_rows; \
        tessera_factorizations_##type factorizations; \
    } tessera_kernels_##type;
TESSERA_FOR_EACH_TYPE(TESSERA_DECLARE)
#undef TESSERA_DECLARE

/// All kernels, compiled for one instruction set.
typedef struct {
    tessera_kernels_f32 f32;
    tessera_kernels_f64 f64;
    tessera_add_gram_f64 add_gram;
    tessera_bfloat16_kernels bfloat16;
    tessera_half_precision_kernels half_precision;
    tessera_double_double_kernels double_double;
    tessera_gather_rows gather_rows;
} tessera_kernels;

/// Returns the number of instruction sets of this processor that the kernels are compiled for: 1 for the baseline, on
/// x86-64 2 with AVX2 and FMA and 3 with AVX-512.
int tessera_levels(void);

/// Returns the kernels for an instruction set from 1 to tessera_levels().
const tessera_kernels *tessera_kernels_at(int level);

/// Returns the name of the processor, valid until the thread asks again; empty where it is unknown.
const char *tessera_processor_name(void);

#pragma clang assume_nonnull end

#include "Threaded.h"

#endif
