// Column sums: sums over the rows of a matrix.
#include <string.h>

#include "CKernels/Reductions.h"

#include "../common/f32.h"
#include "column_sums.template.h"

#include "../common/f64.h"
#include "column_sums.template.h"
