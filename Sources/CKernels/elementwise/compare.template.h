// Template: elementwise comparisons, and selection by a mask, with steps of 0 or 1.
// Expects REAL, LOCAL and KERNEL (f32.h or f64.h). Included once per precision by elementwise.c.

// Must be inlined with a constant function, which gives one vector loop for each pair of steps.
TESSERA_INLINE void LOCAL(compare)(
    size_t n, const REAL *x, ptrdiff_t x_step, const REAL *y, ptrdiff_t y_step, bool *out,
    bool (*function)(REAL, REAL)) {
    if (n == 0) return;
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
        memset(out, function(first_x, first_y), n);
    }
}

TESSERA_INLINE bool LOCAL(equal)(REAL x, REAL y) { return x == y; }
TESSERA_INLINE bool LOCAL(not_equal)(REAL x, REAL y) { return x != y; }
TESSERA_INLINE bool LOCAL(less)(REAL x, REAL y) { return x < y; }
TESSERA_INLINE bool LOCAL(less_equal)(REAL x, REAL y) { return x <= y; }
TESSERA_INLINE bool LOCAL(greater)(REAL x, REAL y) { return x > y; }
TESSERA_INLINE bool LOCAL(greater_equal)(REAL x, REAL y) { return x >= y; }

// The table: the names of the cases of Comparison in snake case.
#define FUNCTIONS(ROW) ROW(equal) ROW(not_equal) ROW(less) ROW(less_equal) ROW(greater) ROW(greater_equal)

#define DEFINE(name) \
    TESSERA_KERNEL void KERNEL(name)( \
        size_t n, const REAL *x, ptrdiff_t x_step, const REAL *y, ptrdiff_t y_step, bool *out) { \
        LOCAL(compare)(n, x, x_step, y, y_step, out, LOCAL(name)); \
    }
#define NAME(name) {#name, KERNEL(name)},
FUNCTIONS(DEFINE)
TESSERA_NAMED(TYPE(comparison), KERNEL(comparison_named), FUNCTIONS(NAME))
#undef FUNCTIONS
#undef DEFINE
#undef NAME

// Reads both values whatever the mask holds, so that there is no branch.
TESSERA_INLINE void LOCAL(choose)(
    size_t n, const bool *mask, const REAL *x, bool many_x, const REAL *y, bool many_y, REAL *out) {
    const REAL first_x = x[0], first_y = y[0];
    TESSERA_LOOP
    for (size_t i = 0; i < n; i++) {
        const REAL yes = many_x ? x[i] : first_x, no = many_y ? y[i] : first_y;
        out[i] = mask[i] ? yes : no;
    }
}

TESSERA_KERNEL void KERNEL(select)(
    size_t n, const bool *mask, ptrdiff_t mask_step, const REAL *x, ptrdiff_t x_step, const REAL *y, ptrdiff_t y_step,
    REAL *out) {
    if (n == 0) return;
    if (mask_step == 0) {
        const REAL *chosen = mask[0] ? x : y;
        const ptrdiff_t step = mask[0] ? x_step : y_step;
        const REAL first = chosen[0];
        TESSERA_LOOP
        for (size_t i = 0; i < n; i++) out[i] = step ? chosen[i] : first;
    } else if (x_step && y_step) {
        LOCAL(choose)(n, mask, x, true, y, true, out);
    } else if (x_step) {
        LOCAL(choose)(n, mask, x, true, y, false, out);
    } else if (y_step) {
        LOCAL(choose)(n, mask, x, false, y, true, out);
    } else {
        LOCAL(choose)(n, mask, x, false, y, false, out);
    }
}
