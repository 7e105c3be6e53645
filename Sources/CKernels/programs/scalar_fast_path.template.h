// Template: the fast path for steps on at most four elements, for which the call of a kernel takes longer than its
// arithmetic. Expects REAL and LOCAL (f32.h or f64.h). Included once per precision by interpreter.template.h.
//
// Each step of so small a plan depends on the result of the one before, so its time is that of store-to-load
// forwarding, which is fastest when a single store covers the whole load. Results are therefore stored as whole
// vectors. There is room for them because every buffer that steps write to begins on a cache line of its own. The
// operations and their order are those of the kernels.

typedef REAL LOCAL(Four) __attribute__((vector_size(4 * sizeof(REAL)), aligned(sizeof(REAL)), may_alias));

// Loads n elements and fills the other lanes with `rest`, or repeats a single element where `step` is 0. Nothing is
// read beyond the last element: that memory may belong to another operand.
TESSERA_INLINE void LOCAL(load_at_most_4)(size_t n, const REAL *x, ptrdiff_t step, REAL rest, LOCAL(Four) *out) {
    if (step == 0) {
        *out = (LOCAL(Four)){x[0], x[0], x[0], x[0]};
    } else if (n == 4) {
        *out = *(const LOCAL(Four) *)x;
    } else {
        *out = (LOCAL(Four)){x[0], n > 1 ? x[1] : rest, n > 2 ? x[2] : rest, rest};
    }
}

// Stores one element, and zeros behind it, by a single vector store.
TESSERA_INLINE void LOCAL(store_scalar)(REAL value, REAL *out) { *(LOCAL(Four) *)out = (LOCAL(Four)){value, 0, 0, 0}; }

// Returns the sum of at most four elements, added in the order of the kernel `sum`.
TESSERA_INLINE REAL LOCAL(fast_sum)(size_t n, const REAL *x) {
    LOCAL(Four) v;
    LOCAL(load_at_most_4)(n, x, 1, 0, &v);
    // The lanes of the kernel start from 0, which turns -0 into 0.
    v = v + (LOCAL(Four)){0};
    return (v[0] + v[2]) + (v[1] + v[3]);
}

// Multiplies each element by the single weight w[0], as gemv does for a matrix of one column.
TESSERA_INLINE void LOCAL(fast_scale)(
    const tessera_step *s, const REAL *x, const REAL *w, REAL *out, bool accumulates) {
    LOCAL(Four) v, old, sum = (LOCAL(Four)){0};
    LOCAL(load_at_most_4)(s->rows, x, 1, 0, &v);
    sum += v * w[0];
    if (accumulates) {
        LOCAL(load_at_most_4)(s->rows, out, 1, 0, &old);
        sum = old + sum;
    }
    *(LOCAL(Four) *)out = sum;
}

// Returns the dot product of at most four elements, added in the order of gemv.
TESSERA_INLINE REAL LOCAL(fast_dot)(size_t n, const REAL *x, const REAL *y) {
    REAL sum = 0;
    if (n == 4) {
        LOCAL(Four) products = (LOCAL(Four)){0};
        products += *(const LOCAL(Four) *)x * *(const LOCAL(Four) *)y;
        return (products[0] + products[2]) + (products[1] + products[3]);
    }
    sum += x[0] * y[0];
    if (n > 1) sum += x[1] * y[1];
    if (n > 2) sum += x[2] * y[2];
    return sum;
}

// The fill values, 0 for a and 1 for b, give finite results in the unused lanes where those of the used lanes are
// finite (0 / 1 rather than 0 / 0): the result may be part of a vector of gradients.
#define FAST_BINARY(expression) \
    { \
        LOCAL(Four) a, b; \
        LOCAL(load_at_most_4)(s->columns, x, s->x_step, 0, &a); \
        LOCAL(load_at_most_4)(s->columns, y, s->y_step, 1, &b); \
        *(LOCAL(Four) *)out = expression; \
        break; \
    }

// Runs a step of one of the `fast` kinds; returns false for any other.
TESSERA_INLINE bool LOCAL(run_fast_path)(
    const tessera_step *s, const REAL *x, const REAL *y, REAL *out, bool accumulates) {
    switch (s->kind) {
    case tessera_step_fast_add: FAST_BINARY(a + b)
    case tessera_step_fast_subtract: FAST_BINARY(a - b)
    case tessera_step_fast_multiply: FAST_BINARY(a * b)
    case tessera_step_fast_divide: FAST_BINARY(a / b)
    case tessera_step_fast_squared_difference: FAST_BINARY((a - b) * (a - b))
    case tessera_step_fast_sum: {
        const REAL sum = LOCAL(fast_sum)(s->columns, x), quotient = s->divisor == 1 ? sum : sum / (REAL)s->divisor;
        LOCAL(store_scalar)(accumulates ? *out + quotient : quotient, out);
        break;
    }
    case tessera_step_fast_scale: LOCAL(fast_scale)(s, x, y, out, accumulates); break;
    case tessera_step_fast_dot: {
        const REAL sum = LOCAL(fast_dot)(s->columns, x, y);
        LOCAL(store_scalar)(accumulates ? *out + sum : sum, out);
        break;
    }
    default: return false;
    }
    return true;
}
#undef FAST_BINARY

// Takes an SGD step without momentum on at most 16 parameters (one or two cache lines). Gradients are loaded in vectors
// of the size that the steps above store, so that store-to-load forwarding applies. Returns false, without a step,
// for another rule, where there is momentum, or where the number of parameters is larger or not a multiple of 4.
TESSERA_INLINE bool LOCAL(fast_sgd)(const tessera_descent *d, REAL *parameter, const REAL *gradient) {
    if (!d->is_sgd || d->first || d->count > 16 || d->count % 4) return false;
    const REAL rate = (REAL)d->coefficients[0], decay = (REAL)d->coefficients[2];
    for (size_t i = 0; i < d->count; i += 4) {
        LOCAL(Four) *const p = (LOCAL(Four) *)(parameter + i);
        const LOCAL(Four) *const g = (const LOCAL(Four) *)(gradient + i);
        *p -= rate * (*g + decay * *p);
    }
    return true;
}
