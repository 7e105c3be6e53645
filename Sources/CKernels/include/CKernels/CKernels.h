// Numeric kernels over contiguous arrays, compiled for several x86-64 levels and selected at load time (function
// multi-versioning).
//
// Most functions exist for float (suffix _f32) and double (_f64). Counts are in elements and may be 0 unless stated
// otherwise; no alignment is required. `out` may be the same address as an input; no other overlap is allowed. The
// result of an elementwise function does not depend on the element's position or on its neighbours. No function
// allocates or starts threads.
//
// Each header declares what one folder of Sources/CKernels compiles. The folders without a header hold what the others
// include: common/ the compiler settings and the templates of vectors, math/ the elementary functions.
#ifndef TESSERA_CKERNELS_H
#define TESSERA_CKERNELS_H

#include "Elementwise.h"
#include "Reductions.h"
#include "Products.h"
#include "Vectors.h"
#include "BFloat16.h"
#include "Random.h"
#include "Optimizers.h"
#include "Programs.h"
#include "SmallMatrices.h"
#include "Factorizations.h"
#include "Rows.h"

#endif
