// Template: formulas of the elementwise functions that threaded code calls as kernels, LOCAL(name), and their tables.
// Expects REAL and LOCAL (f32.h or f64.h), wide_functions.h and erf.h. Included once per precision by elementwise.c.
#undef MORE_UNARY_FUNCTIONS
#undef MORE_BINARY_FUNCTIONS

TESSERA_INLINE REAL LOCAL(floor)(REAL x) { return __builtin_elementwise_floor(x); }
TESSERA_INLINE REAL LOCAL(ceil)(REAL x) { return __builtin_elementwise_ceil(x); }
TESSERA_INLINE REAL LOCAL(round)(REAL x) { return __builtin_elementwise_roundeven(x); }
TESSERA_INLINE REAL LOCAL(truncate)(REAL x) { return __builtin_elementwise_trunc(x); }

// Functions of wide_functions.h and erf.h: in single precision they are computed in double precision and rounded.
#define WIDE(name) \
    TESSERA_INLINE REAL LOCAL(wide_##name)(REAL x) { return (REAL)name##_f64(x); }
WIDE(tan)
WIDE(atan)
WIDE(sinh)
WIDE(cosh)
WIDE(log2)
WIDE(log10)
WIDE(exp2)
WIDE(erf)
WIDE(erfc)
#undef WIDE

// libm's tan in double precision, for arguments whose reduction takes more digits of pi.
static REAL LOCAL(exact_tan)(REAL x) { return (REAL)tan(x); }

// The tables: the name of the case of UnaryFunction or BinaryFunction in snake case, the formula, and for a function of
// one value the loop of unary.template.h that maps an array by it.
#define MORE_UNARY_FUNCTIONS(ROW) \
    ROW(floor, floor, map) \
    ROW(ceil, ceil, map) \
    ROW(round, round, map) \
    ROW(truncate, truncate, map) \
    ROW(atan, wide_atan, map_blocks) \
    ROW(sinh, wide_sinh, map_blocks) \
    ROW(cosh, wide_cosh, map_blocks) \
    ROW(log2, wide_log2, map_blocks) \
    ROW(log10, wide_log10, map_blocks) \
    ROW(exp2, wide_exp2, map_blocks) \
    ROW(rsqrt, rsqrt, map) \
    ROW(erf, wide_erf, map_blocks) \
    ROW(erfc, wide_erfc, map_blocks)

#define MORE_BINARY_FUNCTIONS(ROW) ROW(hypot)
