// Products of a matrix and a vector (gemv).
#include "CKernels/Vectors.h"
#include "../common/lanes.h"

#include "../common/f32.h"
#define WIDEST 16
#define BITS int32_t
#include "matrix_vector.template.h"
#undef WIDEST
#undef BITS

#include "../common/f64.h"
#define WIDEST 8
#define BITS int64_t
#include "matrix_vector.template.h"
#undef WIDEST
#undef BITS
