// The interpreter of plans: each step is a kernel call whose arguments are stored in memory.
#include <string.h>

#include "CKernels/CKernels.h"

#include "../common/f32.h"
#include "interpreter.template.h"

#include "../common/f64.h"
#include "interpreter.template.h"
