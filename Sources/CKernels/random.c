// Random numbers from Philox4x32-10, a counter-based generator.
#include <string.h>

#include "CKernels.h"
#include "random_f32.h"
#include "random_f64.h"

#include "f32.h"
#include "random.h"

#include "f64.h"
#include "random.h"
