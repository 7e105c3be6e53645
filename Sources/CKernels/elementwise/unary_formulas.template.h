// Template: the formulas of the elementwise functions of one value, LOCAL(name), and their table.
// Expects REAL and LOCAL (f32.h or f64.h) and activations.template.h. Included once per precision by unary.template.h
// and by threaded.c.
#undef UNARY_FUNCTIONS

TESSERA_INLINE REAL LOCAL(negate)(REAL x) { return -x; }
TESSERA_INLINE REAL LOCAL(abs)(REAL x) { return LOCAL(magnitude)(x); }
TESSERA_INLINE REAL LOCAL(sign)(REAL x) { return x > 0 ? 1 : (x < 0 ? -1 : (x == 0 ? 0 : x)); }
TESSERA_INLINE REAL LOCAL(square)(REAL x) { return x * x; }
TESSERA_INLINE REAL LOCAL(sqrt)(REAL x) { return __builtin_elementwise_sqrt(x); }
TESSERA_INLINE REAL LOCAL(reciprocal)(REAL x) { return 1 / x; }
TESSERA_INLINE REAL LOCAL(relu)(REAL x) { return x <= 0 ? 0 : x; }

// The table: the name of the case of UnaryFunction in snake case, and the loop of unary.template.h that maps an array
// by it.
#define UNARY_FUNCTIONS(ROW) \
    ROW(negate, map) \
    ROW(abs, map) \
    ROW(sign, map) \
    ROW(square, map) \
    ROW(sqrt, map) \
    ROW(reciprocal, map) \
    ROW(relu, map) \
    ROW(exp, map_blocks) \
    ROW(expm1, map_blocks) \
    ROW(log, map_blocks) \
    ROW(log1p, map_blocks) \
    ROW(tanh, map_blocks) \
    ROW(sigmoid, map_blocks) \
    ROW(log_sigmoid, map_blocks) \
    ROW(softplus, map_blocks)
