// Sets the template parameters to single precision. It is included before every template, hence no include guard.
#include "bits.h"
#undef REAL
#undef LOCAL
#undef KERNEL
#undef LIBM
#define REAL float
#define LOCAL(name) name##_f32
#define KERNEL(name) tessera_##name##_f32
#define LIBM(name) name##f
