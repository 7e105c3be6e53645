// Column sums: sums over the rows of a matrix.
#include <string.h>

#include "CKernels.h"

#include "f32.h"
#include "rows.h"

#include "f64.h"
#include "rows.h"
