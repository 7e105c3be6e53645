#ifndef MACHINE_LIMITS_H
#define MACHINE_LIMITS_H

#include <stddef.h>
#include <stdint.h>

/// What no program can beat on this processor: multiply–adds that stay in registers, and reads of memory. Each function
/// is measured on the instruction sets that the processor has, and the best of them counts.

/// The instruction sets of the loops, the plainest first.
enum { machine_baseline, machine_avx2, machine_avx512, machine_levels };

/// Whether the processor has the instruction set.
int machine_has(int level);

/// Does `rounds` × `machine_fma_flops_per_round` floating-point operations of one precision in registers and returns a
/// number that depends on all of them.
double machine_fma_f32(int level, int64_t rounds);
double machine_fma_f64(int level, int64_t rounds);
int64_t machine_fma_flops_f32(int level);
int64_t machine_fma_flops_f64(int level);

/// Reads `count` numbers of 64 bits and returns their sum, with wrap-around.
uint64_t machine_read(int level, const uint64_t *numbers, size_t count);

#endif
