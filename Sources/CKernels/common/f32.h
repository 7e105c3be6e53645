// Sets the parameters of the templates (*.template.h) to single precision: REAL, the type of the elements; LOCAL(name),
// the name of a helper; KERNEL(name), the name of a public function; LIBM(name), the name of a function of libm. It is
// included before every template, hence no include guard.
#include "../math/bits.h"
#undef REAL
#undef LOCAL
#undef KERNEL
#undef LIBM
#define REAL float
#define LOCAL(name) name##_f32
#define KERNEL(name) tessera_##name##_f32
#define LIBM(name) name##f
