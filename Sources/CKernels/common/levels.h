// Instruction sets whose kernels are compiled side by side and chosen by a number, the level: 1 is the baseline (SSE2
// or NEON), 2 is AVX2 with FMA, 3 is AVX-512.
#ifndef TESSERA_LEVELS_H
#define TESSERA_LEVELS_H

#include "platform.h"

#if defined(__x86_64__)
#define HAS_LEVELS
#endif

// clang splits 64-byte vectors in two unless the function asks for them whole.
#define TARGET_V4 __attribute__((target("arch=x86-64-v4"), __min_vector_width__(512)))
#define TARGET_V3 __attribute__((target("arch=x86-64-v3")))

// Returns the highest level that the processor has.
static inline int instruction_level(void) {
#ifdef HAS_LEVELS
    if (__builtin_cpu_supports("x86-64-v4")) return 3;
    if (__builtin_cpu_supports("x86-64-v3")) return 2;
#endif
    return 1;
}

#endif
