// Template: elementwise functions of one array, out[i] = f(x[i]). A function is a formula and a row of the table of
// unary_formulas.template.h or of more_formulas.template.h. From exp to cos they are within 2 ulp everywhere, subnormal
// numbers included. Every function returns NaN for NaN; sign(0) is 0, and relu(-0) is 0.
// Expects REAL, LOCAL, KERNEL and LIBM (f32.h or f64.h), activations.template.h, trig_*.h and more_formulas.template.h.
// Included once per precision by elementwise.c.

// Must be inlined with a constant function, so that each kernel is one vector loop.
TESSERA_INLINE void LOCAL(map)(size_t n, const REAL *x, REAL *out, REAL (*function)(REAL)) {
    TESSERA_LOOP
    for (size_t i = 0; i < n; i++) out[i] = function(x[i]);
}

// The same for long formulas, for which arithmetic is the bound: there vectors of 64 bytes took 0.7 of the time of those of
// 32, also on a processor that computes them in two halves.
TESSERA_INLINE void LOCAL(map_wide)(size_t n, const REAL *x, REAL *out, REAL (*function)(REAL)) {
    WIDE_LOOP
    for (size_t i = 0; i < n; i++) out[i] = function(x[i]);
}

// Maps whole blocks, and copies the remainder into a zero-filled block: for a short array, a vector loop over a long
// formula would spend most of its time in the scalar remainder.
#define BLOCK 64
TESSERA_INLINE void LOCAL(map_blocks)(size_t n, const REAL *x, REAL *out, REAL (*function)(REAL)) {
    const size_t whole = n - n % BLOCK;
    LOCAL(map_wide)(whole, x, out, function);
    if (whole == n) return;
    REAL block[BLOCK] = {0};
    memcpy(block, x + whole, (n - whole) * sizeof *x);
    LOCAL(map_wide)(BLOCK, block, block, function);
    memcpy(out + whole, block, (n - whole) * sizeof *x);
}

// Maps an array by `function`, whose argument reduction is exact up to `limit` only. Elements with a larger magnitude
// are computed by `exact`, one by one.
TESSERA_INLINE void LOCAL(map_limited)(
    size_t n, const REAL *x, REAL *out, REAL limit, REAL (*function)(REAL), REAL (*exact)(REAL)) {
    for (size_t start = 0; start < n; start += BLOCK) {
        const size_t count = n - start < BLOCK ? n - start : BLOCK;
        REAL block[BLOCK] = {0}, result[BLOCK];
        memcpy(block, x + start, count * sizeof *x);
        LOCAL(map_wide)(BLOCK, block, result, function);
        int large = 0;
        for (size_t i = 0; i < BLOCK; i++) large |= LOCAL(magnitude)(block[i]) > limit;
        if (large) {
            for (size_t i = 0; i < count; i++) {
                if (LOCAL(magnitude)(block[i]) > limit) result[i] = exact(block[i]);
            }
        }
        memcpy(out + start, result, count * sizeof *x);
    }
}
#undef BLOCK

#include "unary_formulas.template.h"

#define DEFINE(name, loop) \
    TESSERA_WIDE_KERNEL void KERNEL(name)(size_t n, const REAL *x, REAL *out) { LOCAL(loop)(n, x, out, LOCAL(name)); }
UNARY_FUNCTIONS(DEFINE)

TESSERA_WIDE_KERNEL void KERNEL(sin)(size_t n, const REAL *x, REAL *out) {
    LOCAL(map_limited)(n, x, out, LOCAL(TRIG_LIMIT), LOCAL(sin), LIBM(sin));
}

TESSERA_WIDE_KERNEL void KERNEL(cos)(size_t n, const REAL *x, REAL *out) {
    LOCAL(map_limited)(n, x, out, LOCAL(TRIG_LIMIT), LOCAL(cos), LIBM(cos));
}

TESSERA_WIDE_KERNEL void KERNEL(tan)(size_t n, const REAL *x, REAL *out) {
    LOCAL(map_limited)(n, x, out, TAN_LIMIT, LOCAL(wide_tan), LOCAL(exact_tan));
}

#define DEFINE_MORE(name, formula, loop) \
    TESSERA_WIDE_KERNEL void KERNEL(name)(size_t n, const REAL *x, REAL *out) { LOCAL(loop)(n, x, out, LOCAL(formula)); }
MORE_UNARY_FUNCTIONS(DEFINE_MORE)

#define NAME(name, ...) {#name, KERNEL(name)},
TESSERA_NAMED(
    TYPE(unary), KERNEL(unary_named),
    UNARY_FUNCTIONS(NAME) MORE_UNARY_FUNCTIONS(NAME) NAME(sin, ) NAME(cos, ) NAME(tan, ))
#undef DEFINE
#undef DEFINE_MORE
#undef NAME
