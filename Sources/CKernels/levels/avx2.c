// All kernels for processors with AVX2 and FMA (x86-64-v3).
#ifdef __x86_64__
#define TESSERA_LEVEL(name) name##_avx2
#define TESSERA_HELPER_TARGET __attribute__((target("arch=x86-64-v3")))
#define TESSERA_KERNEL static __attribute__((target("arch=x86-64-v3")))
#define TESSERA_F16C
#define TESSERA_WIDE_KERNEL TESSERA_KERNEL
#include "kernels.template.h"
#endif
