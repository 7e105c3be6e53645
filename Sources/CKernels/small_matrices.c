// Batched factorisations of small matrices.
#include "CKernels.h"
#include "platform.h"

// The largest dimension of a matrix.
#define SMALL 32

#include "f32.h"
#define GROUP 16
#define BITS int32_t
#include "small_matrices.h"

#include "f64.h"
#define GROUP 8
#define BITS int64_t
#include "small_matrices.h"
