// Products of small matrices (batched GEMM), for each instruction set that the processor may have; those with a single
// row or column are left to gemv.
#include "CKernels/Products.h"
#include "CKernels/Vectors.h"
#include "../common/levels.h"

#include "../common/f32.h"
#define WIDEST 16
#include "gemm_levels.template.h"
#undef WIDEST

#include "../common/f64.h"
#define WIDEST 8
#include "gemm_levels.template.h"
#undef WIDEST
