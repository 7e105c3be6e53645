// Optimizer steps: SGD and Adam.
#include "CKernels/Optimizers.h"

#include "../common/f32.h"
#include "optimize.template.h"

#include "../common/f64.h"
#include "optimize.template.h"
