// Template: the gemv and transposed gemv kernels for panels of LANES columns.
// Expects LANES and what matrix_vector.template.h defines before it includes this file once per width. Undefines LANES.

#include "gemv_transposed.template.h"
#if LANES >= 4
#include "gemv.template.h"
#endif
#undef LANES
