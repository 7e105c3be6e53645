// Batched factorisations of small matrices.
#include "CKernels/SmallMatrices.h"
#include "../common/platform.h"

// The largest dimension of a matrix.
#define SMALL 32

#include "../common/f32.h"
#define GROUP 16
#define BITS int32_t
#include "small_matrices.template.h"

#include "../common/f64.h"
#define GROUP 8
#define BITS int64_t
#include "small_matrices.template.h"
