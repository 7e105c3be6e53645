// Template: the gemv and transposed gemv kernels for vectors of LANES columns. Included once per width.
#include "lanes.h"

#include "weighted.h"
#if LANES >= 4
#include "dots.h"
#endif
#undef SIZED_JOIN
#undef SIZED_EXPAND
#undef SIZED
#undef LANES
#undef HALF
