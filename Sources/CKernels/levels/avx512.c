// All kernels for processors with AVX-512 (x86-64-v4).
#ifdef __x86_64__
#define TESSERA_LEVEL(name) name##_avx512
#define TESSERA_KERNEL static __attribute__((target("arch=x86-64-v4")))
#include "kernels.template.h"
#endif
