// Optimizer steps: SGD and Adam.
#include "CKernels.h"

#include "f32.h"
#include "optimize.h"

#include "f64.h"
#include "optimize.h"
