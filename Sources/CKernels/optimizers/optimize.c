// Optimizer steps, one loop a rule.
#include <string.h>

#include "CKernels/Optimizers.h"

#include "../common/f32.h"
#include "optimize.template.h"

#include "../common/f64.h"
#include "optimize.template.h"
