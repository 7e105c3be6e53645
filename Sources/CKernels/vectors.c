// Products of a matrix and a vector (gemv).
#include "CKernels.h"

#include "f32.h"
#define WIDEST 16
#define BITS int32_t
#include "vectors.h"
#undef WIDEST
#undef BITS

#include "f64.h"
#define WIDEST 8
#define BITS int64_t
#include "vectors.h"
#undef WIDEST
#undef BITS
