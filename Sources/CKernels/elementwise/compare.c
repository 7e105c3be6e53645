// Elementwise comparisons of two arrays, and selection between two arrays.
#include <string.h>

#include "CKernels/Elementwise.h"
#include "../common/named.h"

#include "../common/f32.h"
#include "compare.template.h"

#include "../common/f64.h"
#include "compare.template.h"
