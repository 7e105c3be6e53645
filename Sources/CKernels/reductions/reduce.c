// Reductions of an array to one value.
#include "CKernels/Reductions.h"
#include "../common/named.h"

#include "../common/f32.h"
#include "reduce.template.h"

#include "../common/f64.h"
#include "reduce.template.h"
