// All kernels for processors with AVX-512 (x86-64-v4).
#ifdef __x86_64__
#define TESSERA_LEVEL(name) name##_avx512
#define TESSERA_HELPER_TARGET __attribute__((target("arch=x86-64-v4")))
#define TESSERA_KERNEL static __attribute__((target("arch=x86-64-v4")))
#define TESSERA_AVX512
#define TESSERA_F16C
// clang splits vectors of 64 bytes in two unless a function asks for them whole.
#define TESSERA_WIDE_KERNEL static __attribute__((target("arch=x86-64-v4"), __min_vector_width__(512)))
#include "kernels.template.h"
#endif
