// Vectors of 1 to 32 floats and of 1 to 16 doubles. SIZED(name) is the name of a helper for LANES elements, and HALF half
// as many; the templates that use them define LANES.
#ifndef TESSERA_LANES_H
#define TESSERA_LANES_H

#define HALF (LANES / 2)
#define SIZED_JOIN(name, lanes) LOCAL(name##_##lanes)
#define SIZED_EXPAND(name, lanes) SIZED_JOIN(name, lanes)
#define SIZED(name) SIZED_EXPAND(name, LANES)

#include "f32.h"
#define LANES 1
#include "lanes.template.h"
#define LANES 2
#include "lanes.template.h"
#define LANES 4
#include "lanes.template.h"
#define LANES 8
#include "lanes.template.h"
#define LANES 16
#include "lanes.template.h"
#define LANES 32
#include "lanes.template.h"

#include "f64.h"
#define LANES 1
#include "lanes.template.h"
#define LANES 2
#include "lanes.template.h"
#define LANES 4
#include "lanes.template.h"
#define LANES 8
#include "lanes.template.h"
#define LANES 16
#include "lanes.template.h"

#endif
