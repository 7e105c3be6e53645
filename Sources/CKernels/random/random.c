// Random numbers from Philox4x32-10, a counter-based generator.
#include <string.h>

#include "CKernels/Random.h"
#include "random_f32.h"
#include "random_f64.h"

#include "../common/f32.h"
#include "random.template.h"

#include "../common/f64.h"
#include "random.template.h"
