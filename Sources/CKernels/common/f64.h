// Sets the parameters of the templates (*.template.h) to double precision: REAL, the type of the elements; LOCAL(name),
// the name of a helper; KERNEL(name), the name of a kernel; TYPE(name), the name of a type of the headers; LIBM(name),
// the name of a function of libm; WIDE_LOOP, the pragma of a loop whose vectors are as wide as the registers. It is
// included before every template, hence no include guard.
#include "../math/bits.h"
#undef REAL
#undef LOCAL
#undef KERNEL
#undef TYPE
#undef LIBM
#define REAL double
#define LOCAL(name) name##_f64
#define KERNEL(name) kernel_##name##_f64
#define TYPE(name) tessera_##name##_f64
#define LIBM(name) name
#undef WIDE_LOOP
#ifdef TESSERA_AVX512
#define WIDE_LOOP _Pragma("clang loop vectorize(assume_safety) vectorize_width(8)")
#else
#define WIDE_LOOP TESSERA_LOOP
#endif
