// Products of small matrices (batched GEMM); those with a single row or column are left to gemv.
#include "CKernels/Products.h"
#include "CKernels/Vectors.h"
#include "../common/lanes.h"

// With AVX-512 a register tile has two vectors of 64 bytes by 8 rows, elsewhere two of 32 bytes by 4 rows.
#ifdef TESSERA_AVX512
#define TILE_LANES (2 * WIDEST)
#define TILE_ROWS 8
#else
#define TILE_LANES WIDEST
#define TILE_ROWS 4
#endif

#include "../common/f32.h"
#define WIDEST 16
#include "gemm.template.h"
#undef WIDEST

#include "../common/f64.h"
#define WIDEST 8
#include "gemm.template.h"
#undef WIDEST
