// The instruction sets of the processor.
#include <string.h>

#include "CKernels/CKernels.h"
#include "../common/levels.h"
#ifdef __x86_64__
#include <cpuid.h>
#endif

extern const tessera_kernels tessera_kernels_baseline;
#ifdef __x86_64__
extern const tessera_kernels tessera_kernels_avx2, tessera_kernels_avx512;
#endif

int tessera_levels(void) { return instruction_level(); }

const tessera_kernels *tessera_kernels_at(int level) {
    switch (level) {
#ifdef __x86_64__
    case 3: return &tessera_kernels_avx512;
    case 2: return &tessera_kernels_avx2;
#endif
    default: return &tessera_kernels_baseline;
    }
}

// CPUID returns the name in three calls of 16 bytes each.
const char *tessera_processor_name(void) {
    static _Thread_local char name[49];
#ifdef __x86_64__
    unsigned int words[12];
    for (unsigned int i = 0; i < 3; i++) {
        unsigned int *w = words + 4 * i;
        if (!__get_cpuid(0x80000002 + i, w, w + 1, w + 2, w + 3)) return "";
    }
    memcpy(name, words, sizeof words);
#endif
    return name;
}
