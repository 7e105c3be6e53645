#include "machine_limits.h"

enum { CHAINS = 12 };

#define ATTRIBUTES

#define T float
#define LANES 4
#define VECTOR baseline_f32
#define NAME fma_baseline_f32
#include "fma.template.h"
#define T double
#define LANES 2
#define VECTOR baseline_f64
#define NAME fma_baseline_f64
#include "fma.template.h"

#define READ_NAME read_baseline
#define READ_VECTOR read_baseline_vector
#define READ_BYTES 16
#include "read.template.h"

#undef ATTRIBUTES

#if defined(__x86_64__)

#define ATTRIBUTES __attribute__((target("arch=x86-64-v3")))

#define T float
#define LANES 8
#define VECTOR avx2_f32
#define NAME fma_avx2_f32
#include "fma.template.h"
#define T double
#define LANES 4
#define VECTOR avx2_f64
#define NAME fma_avx2_f64
#include "fma.template.h"

#define READ_NAME read_avx2
#define READ_VECTOR read_avx2_vector
#define READ_BYTES 32
#include "read.template.h"

#undef ATTRIBUTES
// Without the width clang would split every vector of 64 bytes in two.
#define ATTRIBUTES __attribute__((target("arch=x86-64-v4"), __min_vector_width__(512)))

#define T float
#define LANES 16
#define VECTOR avx512_f32
#define NAME fma_avx512_f32
#include "fma.template.h"
#define T double
#define LANES 8
#define VECTOR avx512_f64
#define NAME fma_avx512_f64
#include "fma.template.h"

#define READ_NAME read_avx512
#define READ_VECTOR read_avx512_vector
#define READ_BYTES 64
#include "read.template.h"

int machine_has(int level) {
    if (level == machine_avx512) return __builtin_cpu_supports("x86-64-v4");
    if (level == machine_avx2) return __builtin_cpu_supports("x86-64-v3");
    return level == machine_baseline;
}

#else

int machine_has(int level) { return level == machine_baseline; }

#endif

/// Calls the loop of an instruction set that the processor has.
#if defined(__x86_64__)
#define CALL(name, suffix, ...) \
    (level == machine_avx512 ? name##_avx512##suffix(__VA_ARGS__) \
     : level == machine_avx2 ? name##_avx2##suffix(__VA_ARGS__) \
                             : name##_baseline##suffix(__VA_ARGS__))
#else
#define CALL(name, suffix, ...) name##_baseline##suffix(__VA_ARGS__)
#endif

double machine_fma_f32(int level, int64_t rounds) { return CALL(fma, _f32, rounds); }
double machine_fma_f64(int level, int64_t rounds) { return CALL(fma, _f64, rounds); }

static int64_t bytes(int level) { return (int64_t)16 << level; }

int64_t machine_fma_flops_f32(int level) { return 2 * CHAINS * bytes(level) / (int64_t)sizeof(float); }
int64_t machine_fma_flops_f64(int level) { return 2 * CHAINS * bytes(level) / (int64_t)sizeof(double); }

uint64_t machine_read(int level, const uint64_t *numbers, size_t count) { return CALL(read, , numbers, count); }
