// Optimizer steps, one loop a rule.
#include "CKernels/Optimizers.h"
#include "../common/named.h"

#include "../common/f32.h"
#include "optimize.template.h"

#include "../common/f64.h"
#include "optimize.template.h"
