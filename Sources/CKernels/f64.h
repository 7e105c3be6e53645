// Sets the template parameters to double precision. It is included before every template, hence no include guard.
#include "bits.h"
#undef REAL
#undef LOCAL
#undef KERNEL
#undef LIBM
#define REAL double
#define LOCAL(name) name##_f64
#define KERNEL(name) tessera_##name##_f64
#define LIBM(name) name
