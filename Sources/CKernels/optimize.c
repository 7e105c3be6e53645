// Optimizer steps, one loop a rule.
#include <string.h>

#include "CKernels.h"

#include "f32.h"
#include "optimize.h"

#include "f64.h"
#include "optimize.h"
