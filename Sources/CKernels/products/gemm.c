// Products of small matrices (batched GEMM); those with a single row or column are left to gemv.
#include "CKernels/Products.h"
#include "CKernels/Vectors.h"
#include "../common/lanes.h"

#include "../common/f32.h"
#define WIDEST 16
#include "gemm.template.h"
#undef WIDEST

#include "../common/f64.h"
#define WIDEST 8
#include "gemm.template.h"
#undef WIDEST
