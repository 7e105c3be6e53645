// Steps of plans: kernel calls whose arguments lie in memory.
#include <string.h>

#include "CKernels.h"

#include "f32.h"
#include "steps.h"

#include "f64.h"
#include "steps.h"
