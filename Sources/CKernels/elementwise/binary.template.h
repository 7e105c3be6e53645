// Template: elementwise functions of two arrays, out[i] = f(x[i * x_step], y[i * y_step]). A step is 1, or 0 for a
// value that is repeated. A function is a formula and a row of the table of binary_formulas.template.h or of
// more_formulas.template.h.
// Expects REAL, LOCAL, KERNEL and LIBM (f32.h or f64.h) and activations.template.h. Included once per precision by
// elementwise.c.

// Must be inlined with a constant function, which gives one vector loop for each pair of steps.
TESSERA_INLINE void LOCAL(combine)(
    size_t n, const REAL *x, ptrdiff_t x_step, const REAL *y, ptrdiff_t y_step, REAL *out,
    REAL (*function)(REAL, REAL)) {
    if (n == 0) return;
    // These are read before anything is written, because a repeated value may be stored where `out` begins.
    const REAL first_x = x[0], first_y = y[0];
    if (x_step && y_step) {
        TESSERA_LOOP
        for (size_t i = 0; i < n; i++) out[i] = function(x[i], y[i]);
    } else if (x_step) {
        TESSERA_LOOP
        for (size_t i = 0; i < n; i++) out[i] = function(x[i], first_y);
    } else if (y_step) {
        TESSERA_LOOP
        for (size_t i = 0; i < n; i++) out[i] = function(first_x, y[i]);
    } else {
        const REAL value = function(first_x, first_y);
        for (size_t i = 0; i < n; i++) out[i] = value;
    }
}

#include "binary_formulas.template.h"

#define DEFINE(name) \
    TESSERA_KERNEL void KERNEL(name)( \
        size_t n, const REAL *x, ptrdiff_t x_step, const REAL *y, ptrdiff_t y_step, REAL *out) { \
        LOCAL(combine)(n, x, x_step, y, y_step, out, LOCAL(name)); \
    }
BINARY_FUNCTIONS(DEFINE)
MORE_BINARY_FUNCTIONS(DEFINE)

// Calls libm's pow for each element; there is nothing to vectorise.
static void KERNEL(power)(size_t n, const REAL *x, ptrdiff_t x_step, const REAL *y, ptrdiff_t y_step, REAL *out) {
    if (n == 0) return;
    const REAL first_x = x[0], first_y = y[0];
    for (size_t i = 0; i < n; i++) out[i] = LIBM(pow)(x_step ? x[i] : first_x, y_step ? y[i] : first_y);
}

#define NAME(name, ...) {#name, KERNEL(name)},
TESSERA_NAMED(
    TYPE(binary), KERNEL(binary_named), BINARY_FUNCTIONS(NAME) MORE_BINARY_FUNCTIONS(NAME) NAME(power, ))
#undef DEFINE
#undef NAME
