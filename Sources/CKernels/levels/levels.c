// The choice of an instruction set.
#include "CKernels/CKernels.h"

extern const tessera_kernels tessera_kernels_baseline;
#ifdef __x86_64__
extern const tessera_kernels tessera_kernels_avx2, tessera_kernels_avx512;
#endif

int tessera_levels(void) {
#ifdef __x86_64__
    if (__builtin_cpu_supports("x86-64-v4")) return 3;
    if (__builtin_cpu_supports("x86-64-v3")) return 2;
#endif
    return 1;
}

const tessera_kernels *tessera_kernels_at(int level) {
    switch (level) {
#ifdef __x86_64__
    case 3: return &tessera_kernels_avx512;
    case 2: return &tessera_kernels_avx2;
#endif
    default: return &tessera_kernels_baseline;
    }
}
