// How the kernels are compiled: multi-versioning, inlining, vectorisation.
#ifndef TESSERA_PLATFORM_H
#define TESSERA_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Sanitizers instrument the functions that pick a machine code too, which run before the sanitizer itself has started.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define TESSERA_SANITIZED
#endif
#endif

// One body, three machine codes; the dynamic loader picks by CPU (an ifunc, hence glibc).
#ifndef TESSERA_KERNEL
#if defined(__x86_64__) && defined(__GLIBC__) && !defined(TESSERA_SANITIZED)
#define TESSERA_KERNEL __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define TESSERA_KERNEL
#endif
#endif

// A helper has to end up inside each clone: on its own it would be baseline code.
#define TESSERA_INLINE static inline __attribute__((always_inline))

// `out` may be an input, so the compiler's own overlap test would send in-place calls to a scalar loop. The promise
// made here, that no iteration reads what another one writes, holds for exact aliasing too. Debug builds vectorise
// nothing and would warn about it.
#ifdef __OPTIMIZE__
#define TESSERA_LOOP _Pragma("clang loop vectorize(assume_safety)")
#else
#define TESSERA_LOOP
#endif

// For loops over vectors in registers, and for those around them.
#ifdef __OPTIMIZE__
#define TESSERA_UNROLL _Pragma("clang loop unroll(full)")
#define TESSERA_ROLL _Pragma("clang loop unroll(disable) vectorize(disable)")
#else
#define TESSERA_UNROLL
#define TESSERA_ROLL
#endif

// Fuse a * b + c within an expression only: the vector body and the scalar remainder of a loop then round alike.
#pragma clang fp contract(on)

#endif
