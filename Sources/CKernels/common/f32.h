// Sets the parameters of the templates (*.template.h) to single precision: REAL, the type of the elements; LOCAL(name),
// the name of a helper; KERNEL(name), the name of a kernel; TYPE(name), the name of a type of the headers; LIBM(name),
// the name of a function of libm; WIDE_LOOP, the pragma of a loop whose vectors are as wide as the registers. It is
// included before every template, hence no include guard.
#include "../math/bits.h"
#undef REAL
#undef LOCAL
#undef KERNEL
#undef TYPE
#undef LIBM
#define REAL float
#define LOCAL(name) name##_f32
#define KERNEL(name) kernel_##name##_f32
#define TYPE(name) tessera_##name##_f32
#define LIBM(name) name##f
#undef WIDE_LOOP
#ifdef TESSERA_AVX512
#define WIDE_LOOP _Pragma("clang loop vectorize(assume_safety) vectorize_width(16)")
#else
#define WIDE_LOOP TESSERA_LOOP
#endif
