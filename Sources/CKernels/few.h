// Template: steps on at most four numbers, for which a call of a kernel takes longer than its arithmetic.
//
// A step of so small a plan waits for the one before, and a load is quickest after a single store that holds all of it:
// results are stored as whole vectors. There is room, as all that steps write to begins on a cache line of its own. The
// operations and their order are those of the kernels.

typedef REAL LOCAL(Few) __attribute__((vector_size(4 * sizeof(REAL)), aligned(sizeof(REAL)), may_alias));

// No element behind the last is read: it may be somebody else's.
TESSERA_INLINE void LOCAL(load_few)(size_t n, const REAL *x, ptrdiff_t step, REAL rest, LOCAL(Few) *out) {
    if (step == 0) {
        *out = (LOCAL(Few)){x[0], x[0], x[0], x[0]};
    } else if (n == 4) {
        *out = *(const LOCAL(Few) *)x;
    } else {
        *out = (LOCAL(Few)){x[0], n > 1 ? x[1] : rest, n > 2 ? x[2] : rest, rest};
    }
}

TESSERA_INLINE void LOCAL(store_one)(REAL value, REAL *out) { *(LOCAL(Few) *)out = (LOCAL(Few)){value, 0, 0, 0}; }

TESSERA_INLINE REAL LOCAL(sum_few)(size_t n, const REAL *x) {
    LOCAL(Few) v;
    LOCAL(load_few)(n, x, 1, 0, &v);
    // As lanes that start from 0, which turns -0 to 0.
    v = v + (LOCAL(Few)){0};
    return (v[0] + v[2]) + (v[1] + v[3]);
}

// Each product of a number and a single weight.
TESSERA_INLINE void LOCAL(scale_few)(const tessera_step *s, const REAL *x, const REAL *w, REAL *out, bool adds) {
    LOCAL(Few) v, old, sum = (LOCAL(Few)){0};
    LOCAL(load_few)(s->rows, x, 1, 0, &v);
    sum += v * w[0];
    if (adds) {
        LOCAL(load_few)(s->rows, out, 1, 0, &old);
        sum = old + sum;
    }
    *(LOCAL(Few) *)out = sum;
}

// The sum of products, as row_dots adds them.
TESSERA_INLINE REAL LOCAL(dot_few)(size_t n, const REAL *x, const REAL *y) {
    REAL sum = 0;
    if (n == 4) {
        LOCAL(Few) products = (LOCAL(Few)){0};
        products += *(const LOCAL(Few) *)x * *(const LOCAL(Few) *)y;
        return (products[0] + products[2]) + (products[1] + products[3]);
    }
    sum += x[0] * y[0];
    if (n > 1) sum += x[1] * y[1];
    if (n > 2) sum += x[2] * y[2];
    return sum;
}

// Beyond the last number the result is finite if it is before: it may be part of a vector of gradients.
#define COMBINE_FEW(expression) \
    { \
        LOCAL(Few) a, b; \
        LOCAL(load_few)(s->columns, x, s->x_step, 0, &a); \
        LOCAL(load_few)(s->columns, y, s->y_step, 1, &b); \
        *(LOCAL(Few) *)out = expression; \
        break; \
    }

// Returns false for a step of another kind.
TESSERA_INLINE bool LOCAL(run_few)(const tessera_step *s, const REAL *x, const REAL *y, REAL *out, bool adds) {
    switch (s->kind) {
    case tessera_step_few_add: COMBINE_FEW(a + b)
    case tessera_step_few_subtract: COMBINE_FEW(a - b)
    case tessera_step_few_multiply: COMBINE_FEW(a * b)
    case tessera_step_few_divide: COMBINE_FEW(a / b)
    case tessera_step_few_squared_difference: COMBINE_FEW((a - b) * (a - b))
    case tessera_step_few_sum: {
        const REAL sum = LOCAL(sum_few)(s->columns, x), share = s->divisor == 1 ? sum : sum / (REAL)s->divisor;
        LOCAL(store_one)(adds ? *out + share : share, out);
        break;
    }
    case tessera_step_few_products: LOCAL(scale_few)(s, x, y, out, adds); break;
    case tessera_step_few_dot: {
        const REAL sum = LOCAL(dot_few)(s->columns, x, y);
        LOCAL(store_one)(adds ? *out + sum : sum, out);
        break;
    }
    default: return false;
    }
    return true;
}
#undef COMBINE_FEW

// Gradient descent on as many parameters as a cache line or two hold, in vectors of the size that gradients are stored in.
TESSERA_INLINE bool LOCAL(descend_few)(const tessera_descent *d, REAL *parameter, const REAL *gradient) {
    if (d->velocity || d->count > 16 || d->count % 4) return false;
    const REAL rate = (REAL)d->learning_rate, decay = (REAL)d->weight_decay;
    for (size_t i = 0; i < d->count; i += 4) {
        LOCAL(Few) *const p = (LOCAL(Few) *)(parameter + i);
        const LOCAL(Few) *const g = (const LOCAL(Few) *)(gradient + i);
        *p -= rate * (*g + decay * *p);
    }
    return true;
}
