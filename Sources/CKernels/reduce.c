// Reductions of an array to one value.
#include "CKernels.h"

#include "f32.h"
#include "reduce.h"

#include "f64.h"
#include "reduce.h"
