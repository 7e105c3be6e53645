// Compiler settings of the kernels: function multi-versioning, inlining, vectorisation and FMA contraction.
#ifndef TESSERA_PLATFORM_H
#define TESSERA_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Sanitizers also instrument the ifunc resolvers that select a version, and those run before the sanitizer's own
// runtime has started. Sanitized builds therefore compile the baseline version only.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define TESSERA_SANITIZED
#endif
#endif

// Function multi-versioning: compiles one body for three x86-64 levels (AVX-512, AVX2 and the baseline). The dynamic
// loader selects the version for the CPU through an ifunc, which requires glibc.
#ifndef TESSERA_KERNEL
#if defined(__x86_64__) && defined(__GLIBC__) && !defined(TESSERA_SANITIZED)
#define TESSERA_KERNEL __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define TESSERA_KERNEL
#endif
#endif

// Helpers must be inlined into each version of a kernel: compiled on their own they would be baseline code.
#define TESSERA_INLINE static inline __attribute__((always_inline))

// Vectorises the loop without a runtime overlap test. `out` may be an input, so that the test would send in-place calls
// to a scalar loop. What `assume_safety` promises, that no iteration reads what another one writes, also holds for
// exact aliasing. Debug builds do not vectorise and would warn about the pragma.
#ifdef __OPTIMIZE__
#define TESSERA_LOOP _Pragma("clang loop vectorize(assume_safety)")
#else
#define TESSERA_LOOP
#endif

// TESSERA_UNROLL is for loops over vectors that must stay in registers; TESSERA_ROLL is for the loops around them.
#ifdef __OPTIMIZE__
#define TESSERA_UNROLL _Pragma("clang loop unroll(full)")
#define TESSERA_ROLL _Pragma("clang loop unroll(disable) vectorize(disable)")
#else
#define TESSERA_UNROLL
#define TESSERA_ROLL
#endif

// a * b + c is contracted to an FMA within one expression only, so that the vector body and the scalar remainder of a
// loop round alike.
#pragma clang fp contract(on)

#endif
