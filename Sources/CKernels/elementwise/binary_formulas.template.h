// Template: the formulas of the elementwise functions of two values, LOCAL(name), and their table.
// Expects REAL and LOCAL (f32.h or f64.h) and activations.template.h. Included once per precision by binary.template.h
// and by threaded.c.
#undef BINARY_FUNCTIONS

TESSERA_INLINE REAL LOCAL(add)(REAL x, REAL y) { return x + y; }
TESSERA_INLINE REAL LOCAL(subtract)(REAL x, REAL y) { return x - y; }
TESSERA_INLINE REAL LOCAL(multiply)(REAL x, REAL y) { return x * y; }
TESSERA_INLINE REAL LOCAL(divide)(REAL x, REAL y) { return x / y; }

// NaN if either input is: the second test keeps a NaN in x; a NaN in y fails the first test and is the result.
TESSERA_INLINE REAL LOCAL(maximum)(REAL x, REAL y) { return ((x > y) | (x != x)) ? x : y; }
TESSERA_INLINE REAL LOCAL(minimum)(REAL x, REAL y) { return ((x < y) | (x != x)) ? x : y; }

TESSERA_INLINE REAL LOCAL(squared_difference)(REAL x, REAL y) { return (x - y) * (x - y); }

// sigmoid(x) - y, the derivative of cross_entropy_of_logits with respect to x. It is computed from sigmoid(-|x|), the
// smaller of sigmoid(x) and 1 - sigmoid(x): where the sigmoid is next to 1, its difference from y = 1 would cancel.
TESSERA_INLINE REAL LOCAL(sigmoid_difference)(REAL x, REAL y) {
    const REAL small = LOCAL(sigmoid)(-LOCAL(magnitude)(x));
    return x >= 0 ? (1 - y) - small : small - y;
}

// x times the sign of y: 0 where y is 0, NaN where y is NaN.
TESSERA_INLINE REAL LOCAL(signed)(REAL x, REAL y) { return y > 0 ? x : (y < 0 ? -x : (y == 0 ? 0 : y)); }

// x times the derivative of sigmoid, 1 / (2 cosh(y / 2))^2, or of tanh, 1 / cosh(y)^2, at y. The derivatives are
// computed from the argument y, not from the function's value, which next to 1 retains no digit of them.
TESSERA_INLINE REAL LOCAL(sigmoid_derivative)(REAL x, REAL y) {
    const REAL e = LOCAL(exp_of_minus_magnitude)(y);
    return x * (e / ((1 + e) * (1 + e)));
}

TESSERA_INLINE REAL LOCAL(tanh_derivative)(REAL x, REAL y) {
    const REAL e = LOCAL(exp_of_minus_magnitude)(2 * y);
    return x * (4 * e / ((1 + e) * (1 + e)));
}

// Binary cross-entropy of a logit x and a label y: max(x, 0) - x y + log(1 + e^-|x|), finite for every finite x.
// max(x, 0) - x y is computed as one product, which neither cancels nor overflows for y in [0, 1].
TESSERA_INLINE REAL LOCAL(cross_entropy_of_logits)(REAL x, REAL y) {
    return LOCAL(magnitude)(x) * (x >= 0 ? 1 - y : y) + LOCAL(log1p_exp)(x);
}

// Binary cross-entropy of a probability x and a label y, -(y log x + (1 - y) log(1 - x)), with both logarithms bounded
// below by -100 as in PyTorch's binary_cross_entropy.
TESSERA_INLINE REAL LOCAL(cross_entropy_of_probabilities)(REAL x, REAL y) {
    const REAL yes = LOCAL(log)(x), no = LOCAL(log1p)(-x);
    return -(y * (yes < -100 ? -100 : yes) + (1 - y) * (no < -100 ? -100 : no));
}

// The derivative of cross_entropy_of_probabilities with respect to x. The term of a logarithm contributes 0 where the
// logarithm is bounded, that is where its argument is below e^-100.
TESSERA_INLINE REAL LOCAL(probability_derivative)(REAL x, REAL y) {
    const REAL least = (REAL)3.720075976020836e-44, rest = 1 - x;
    const REAL yes = LOCAL(magnitude)(x) < least ? 0 : y / x;
    const REAL no = LOCAL(magnitude)(rest) < least ? 0 : (1 - y) / rest;
    return no - yes;
}

// The table: the names of the cases of BinaryFunction in snake case.
#define BINARY_FUNCTIONS(ROW) \
    ROW(add) \
    ROW(subtract) \
    ROW(multiply) \
    ROW(divide) \
    ROW(maximum) \
    ROW(minimum) \
    ROW(squared_difference) \
    ROW(sigmoid_difference) \
    ROW(cross_entropy_of_logits) \
    ROW(cross_entropy_of_probabilities) \
    ROW(signed) \
    ROW(sigmoid_derivative) \
    ROW(tanh_derivative) \
    ROW(probability_derivative)
