// Many small matrices at once.
#include "CKernels.h"
#include "platform.h"

#define SMALL 32

#include "f32.h"
#define GROUP 16
#define BITS int32_t
#include "small_matrices.h"

#include "f64.h"
#define GROUP 8
#define BITS int64_t
#include "small_matrices.h"
