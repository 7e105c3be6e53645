// Template: activation functions, computed from exp and log. They use e^-|x|, which cannot overflow.
// Expects REAL and LOCAL (f32.h or f64.h), and the functions of exp_*.h, log_*.h and tanh_*.h. Included once per
// precision by elementwise.c.
#include <math.h>

// tanh(x) by a minimax series below 0.55, and as 1 - 2 / (e^(2|x|) + 1) with the sign of x above.
TESSERA_INLINE REAL LOCAL(tanh)(REAL x) {
    const REAL size = LOCAL(magnitude)(x);
    const REAL near = x + x * (x * x * LOCAL(tanh_series)(x * x));
    const REAL far = LOCAL(with_sign_of)(LOCAL(tanh_far)(size), x);
    // x itself is returned where the series equals x anyway: the sum would lose the sign of -0.
    return size < (REAL)0x1p-30 ? x : (size < (REAL)0.55 ? near : far);
}

TESSERA_INLINE REAL LOCAL(sigmoid)(REAL x) {
    const REAL e = LOCAL(exp_of_minus_magnitude)(x);
    const REAL sum = 1 + e;
    const REAL quotient = (x >= 0 ? 1 : e) / sum;
    // First-order correction: the rounding error of `sum` relative to `sum`. 1 - e / 2 is close enough to 1 / (1 + e).
    const REAL lost = (e - (sum - 1)) * (1 - (REAL)0.5 * e);
    return quotient - quotient * lost;
}

// Returns log(1 + e^-|x|).
TESSERA_INLINE REAL LOCAL(log1p_exp)(REAL x) {
    return LOCAL(log1p_unit)(LOCAL(exp_of_minus_magnitude)(x));
}

TESSERA_INLINE REAL LOCAL(softplus)(REAL x) { return (x > 0 ? x : 0) + LOCAL(log1p_exp)(x); }
TESSERA_INLINE REAL LOCAL(log_sigmoid)(REAL x) { return -LOCAL(softplus)(-x); }
