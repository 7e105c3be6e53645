// Optimizer steps.
#include "CKernels.h"

#include "f32.h"
#include "optimize.h"

#include "f64.h"
#include "optimize.h"
