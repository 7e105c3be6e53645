// Elementwise comparisons of two arrays, and selection between two arrays.
#include <string.h>

#include "CKernels.h"

#include "f32.h"
#include "compare.h"

#include "f64.h"
#include "compare.h"
