// The interpreter of plans: each step is a kernel call whose arguments are stored in memory.
#include <string.h>

#include "CKernels.h"

#include "f32.h"
#include "steps.h"

#include "f64.h"
#include "steps.h"
