// Compiler settings of the kernels: inlining, vectorisation and FMA contraction.
#ifndef TESSERA_PLATFORM_H
#define TESSERA_PLATFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// TESSERA_KERNEL stands before each kernel. The files of levels/ define it for their instruction set and include all
// kernels, which are thereby compiled once for each.

// Helpers must be inlined into each version of a kernel. In debug builds those that are called by a pointer are not:
// TESSERA_HELPER_TARGET, their instruction set, then gives them the rounding of the kernel.
#ifndef TESSERA_HELPER_TARGET
#define TESSERA_HELPER_TARGET
#endif
#define TESSERA_INLINE static inline __attribute__((always_inline)) TESSERA_HELPER_TARGET

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
