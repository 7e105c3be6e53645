// Template: the interpreter of a plan's steps, which runs them one after another.
// Expects REAL, LOCAL and KERNEL (f32.h or f64.h). Included once per precision by interpreter.c.
#include "scalar_fast_path.template.h"

TESSERA_INLINE void LOCAL(run_binary)(const tessera_step *s, const REAL *x, const REAL *y, REAL *out) {
    const TYPE(binary) kernel = (TYPE(binary))s->kernel;
    for (size_t row = 0; row < s->rows; row++) {
        kernel(s->columns, x + row * s->x_row, s->x_step, y + row * s->y_row, s->y_step, out + row * s->columns);
    }
}

TESSERA_INLINE void LOCAL(run_comparison)(const tessera_step *s, const REAL *x, const REAL *y, bool *out) {
    const TYPE(comparison) kernel = (TYPE(comparison))s->kernel;
    for (size_t row = 0; row < s->rows; row++) {
        kernel(s->columns, x + row * s->x_row, s->x_step, y + row * s->y_row, s->y_step, out + row * s->columns);
    }
}

TESSERA_INLINE void LOCAL(run_selection)(
    const tessera_step *s, const bool *mask, const REAL *x, const REAL *y, REAL *out) {
    for (size_t row = 0; row < s->rows; row++) {
        KERNEL(select)(
            s->columns, mask + row * s->mask_row, s->mask_step, x + row * s->x_row, s->x_step, y + row * s->y_row,
            s->y_step, out + row * s->columns);
    }
}

TESSERA_INLINE void LOCAL(run_reduction)(const tessera_step *s, const REAL *x, REAL *out, bool accumulates) {
    const REAL value = ((TYPE(reduction))s->kernel)(s->columns, x);
    const REAL quotient = s->divisor == 1 ? value : value / (REAL)s->divisor;
    *out = accumulates ? *out + quotient : quotient;
}

TESSERA_INLINE void LOCAL(run_column_sums)(const tessera_step *s, const REAL *x, REAL *out) {
    KERNEL(column_sums)(s->rows, s->columns, x, s->columns, out);
    if (s->divisor == 1) return;
    for (size_t i = 0; i < s->columns; i++) out[i] /= (REAL)s->divisor;
}

// Runs a step by a call of its kernel; returns false for a step of an unknown kind.
TESSERA_INLINE bool LOCAL(call)(
    const tessera_step *s, void *const *slots, const REAL *x, const REAL *y, REAL *out, bool accumulates) {
    switch (s->kind) {
    case tessera_step_unary: ((TYPE(unary))s->kernel)(s->columns, x, out); break;
    case tessera_step_binary: LOCAL(run_binary)(s, x, y, out); break;
    case tessera_step_compare: LOCAL(run_comparison)(s, x, y, (bool *)out); break;
    case tessera_step_select:
        LOCAL(run_selection)(s, (const bool *)((const char *)slots[s->mask_slot] + s->mask), x, y, out);
        break;
    case tessera_step_reduction: LOCAL(run_reduction)(s, x, out, accumulates); break;
    case tessera_step_column_sums: LOCAL(run_column_sums)(s, x, out); break;
    case tessera_step_gemv: KERNEL(gemv)(s->rows, s->columns, x, s->x_row, y, out, accumulates); break;
    case tessera_step_gemv_transposed:
        KERNEL(gemv_transposed)(s->rows, s->columns, x, s->x_row, y, out, accumulates, s->prefetch_distance);
        break;
    case tessera_step_gemm:
        KERNEL(batched_gemm)(
            1, s->rows, s->columns, s->depth, x, 0, s->x_row, s->x_step, y, 0, s->y_row, s->y_step, out, 0,
            accumulates);
        break;
    case tessera_step_add:
        if (accumulates) {
            KERNEL(add)(s->columns, out, 1, x, 1, out);
        } else {
            memmove(out, x, s->columns * sizeof(REAL));
        }
        break;
    case tessera_step_move: memmove(out, x, s->columns); break;
    default: return false;
    }
    return true;
}

// Runs the steps from `first` on; returns the index of the first step of an unknown kind, or `count`. It is inlined
// because `descend` calls it in a loop.
TESSERA_INLINE size_t LOCAL(run)(
    const tessera_step *steps, size_t first, size_t count, void *const *slots, bool is_first) {
    for (size_t index = first; index < count; index++) {
        const tessera_step *s = steps + index;
        const REAL *x = (const REAL *)((const char *)slots[s->x_slot] + s->x);
        const REAL *y = (const REAL *)((const char *)slots[s->y_slot] + s->y);
        REAL *out = (REAL *)((char *)slots[s->out_slot] + s->out);
        const bool accumulates = s->accumulates && !is_first;
        if (!LOCAL(run_fast_path)(s, x, y, out, accumulates) && !LOCAL(call)(s, slots, x, y, out, accumulates)) {
            return index;
        }
    }
    return count;
}

TESSERA_KERNEL size_t KERNEL(run_steps)(
    const void *steps, size_t first, size_t count, void *const *slots, bool is_first) {
    return LOCAL(run)(steps, first, count, slots, is_first);
}

TESSERA_KERNEL void KERNEL(descend)(
    const void *steps, size_t count, void *const *slots, const tessera_descent *d, const REAL *loss, size_t iterations,
    double *losses) {
    REAL *const parameter = d->parameter;
    const REAL *const gradient = d->gradient;
    for (size_t i = 0; i < iterations; i++) {
        LOCAL(run)(steps, 0, count, slots, true);
        losses[i] = (double)*loss;
        if (LOCAL(fast_sgd)(d, parameter, gradient)) continue;
        d->update(d->count, parameter, gradient, d->first, d->second, d->coefficients);
    }
}
