// Threaded code: steps of a small plan as functions that call each other by tail calls (J. R. Bell, "Threaded code",
// 1973).
// All threaded code has fused multiply-adds.
#ifdef __x86_64__
#define TESSERA_HELPER_TARGET __attribute__((target("arch=x86-64-v3")))
#endif
#include <math.h>
#include <string.h>

#include "CKernels/CKernels.h"

#include "../common/levels.h"
#include "../math/exp_f32.h"
#include "../math/exp_f64.h"
#include "../math/log_f32.h"
#include "../math/log_f64.h"
#include "../math/tanh_f32.h"
#include "../math/tanh_f64.h"
#include "threaded.h"

#if defined(__x86_64__) && __has_attribute(preserve_none) && __has_attribute(musttail)
#define HAS_THREADED_CODE
// All arguments are passed in registers, and no register is saved by the callee: a step keeps its state in registers.
#define CODE static __attribute__((preserve_none)) void
#define TAIL_CALL __attribute__((musttail)) return

// Zen 4 computes 64-byte vectors in two halves, and takes longer to load one that has just been stored: there they pay
// for longer arrays only.
static int best_level(const tessera_threading *t) {
    const int levels = instruction_level();
    if (levels < 3 || tessera_gemm_best_level() == levels) return levels;
    for (size_t i = 0; i < t->count; i++) {
        if (t->steps[i].rows * t->steps[i].columns >= 128) return 3;
    }
    return 2;
}
#endif

#include "../common/f32.h"
#include "../math/activations.template.h"
#include "../elementwise/binary_formulas.template.h"
#include "../elementwise/unary_formulas.template.h"
#define WIDEST 16
#define KERNELS(kernels) (kernels)->f32
#define PARTS 1
#define BITS int32_t
#include "threaded_levels.template.h"
#undef WIDEST
#undef BITS
#undef PARTS
#undef KERNELS

#include "../common/f64.h"
#include "../math/activations.template.h"
#include "../elementwise/binary_formulas.template.h"
#include "../elementwise/unary_formulas.template.h"
#define WIDEST 8
#define KERNELS(kernels) (kernels)->f64
#define PARTS 2
#define BITS int64_t
#include "threaded_levels.template.h"

int tessera_threaded_levels(void) {
#ifdef HAS_THREADED_CODE
    return instruction_level();
#else
    return 1;
#endif
}

void tessera_run_threaded(
    const void *program, void *const *slots, const tessera_descent *descent, const double *coefficients,
    size_t coefficient_stride, size_t iterations, double *losses) {
    if (iterations == 0) return;
    Loop loop = {
        .left = iterations, .losses = losses, .coefficients = coefficients, .coefficient_stride = coefficient_stride,
        .descent = descent, .slots = slots, .kernels = ((const Program *)program)->kernels};
    ((const Program *)program)->run(program, &loop);
}
