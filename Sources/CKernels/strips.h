// Template: what a matrix and a vector need for LANES columns. Included for each width.
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
