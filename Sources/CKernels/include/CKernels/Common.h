// Included by every header of the kernels: the types, and the macro that makes a declaration for both precisions.
#ifndef TESSERA_CKERNELS_COMMON_H
#define TESSERA_CKERNELS_COMMON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TESSERA_FOR_EACH_TYPE(declare) declare(float, f32) declare(double, f64)

#endif
