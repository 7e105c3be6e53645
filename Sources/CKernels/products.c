// Products of small matrices (batched GEMM).
#include "CKernels.h"

#include "f32.h"
#define WIDEST 16
#include "products.h"
#undef WIDEST

#include "f64.h"
#define WIDEST 8
#include "products.h"
#undef WIDEST
