// Template: one optimizer step in place, with PyTorch's formulas. A rule is a loop of the type `tessera_update` and a row
// of the table at the end. The order of its coefficients is that of the rule's type in Swift.

// Stochastic gradient descent with L2 weight decay and, where `first` (the velocity) is not NULL, (Nesterov) momentum.
TESSERA_KERNEL void KERNEL(sgd)(
    size_t n, void *parameters, const void *gradients, void *first, void *second, const double *c) {
    REAL *const parameter = parameters, *const velocity = first;
    const REAL *const gradient = gradients;
    const REAL learning_rate = (REAL)c[0], momentum = (REAL)c[1], weight_decay = (REAL)c[2];
    const bool nesterov = c[3] != 0;
    if (!velocity) {
        TESSERA_LOOP
        for (size_t i = 0; i < n; i++) {
            parameter[i] -= learning_rate * (gradient[i] + weight_decay * parameter[i]);
        }
        return;
    }
    TESSERA_LOOP
    for (size_t i = 0; i < n; i++) {
        const REAL g = gradient[i] + weight_decay * parameter[i];
        const REAL v = momentum * velocity[i] + g;
        velocity[i] = v;
        parameter[i] -= learning_rate * (nesterov ? g + momentum * v : v);
    }
}

// Adam (Kingma and Ba, 2015). `first` and `second` are the moment estimates. With `decouples_decay`, a constant in each
// caller, the weight decay shrinks the parameters themselves (Loshchilov and Hutter, 2019); else it is L2, a part of the
// gradient.
TESSERA_INLINE void LOCAL(adam_step)(
    size_t n, void *parameters, const void *gradients, void *first, void *second, const double *c,
    const bool decouples_decay) {
    REAL *const parameter = parameters, *const mean = first, *const square = second;
    const REAL *const gradient = gradients;
    const REAL learning_rate = (REAL)c[0], beta1 = (REAL)c[1], beta2 = (REAL)c[2], epsilon = (REAL)c[3];
    const REAL weight_decay = (REAL)c[4], correction1 = (REAL)c[5], correction2 = (REAL)c[6];
    // Divisions by the bias corrections are hoisted out of the loop, whose one division and square root are slow
    // enough.
    const REAL step = learning_rate / correction1, scale = 1 / correction2;
    const REAL decay = learning_rate * weight_decay;
    TESSERA_LOOP
    for (size_t i = 0; i < n; i++) {
        const REAL g = decouples_decay ? gradient[i] : gradient[i] + weight_decay * parameter[i];
        const REAL m = beta1 * mean[i] + (1 - beta1) * g;
        const REAL v = beta2 * square[i] + (1 - beta2) * (g * g);
        mean[i] = m;
        square[i] = v;
        const REAL p = decouples_decay ? parameter[i] - decay * parameter[i] : parameter[i];
        parameter[i] = p - step * m / (__builtin_elementwise_sqrt(v * scale) + epsilon);
    }
}

TESSERA_KERNEL void KERNEL(adam)(
    size_t n, void *parameters, const void *gradients, void *first, void *second, const double *c) {
    LOCAL(adam_step)(n, parameters, gradients, first, second, c, false);
}

TESSERA_KERNEL void KERNEL(adamw)(
    size_t n, void *parameters, const void *gradients, void *first, void *second, const double *c) {
    LOCAL(adam_step)(n, parameters, gradients, first, second, c, true);
}

// RMSProp (Hinton, 2012) with L2 weight decay. `first` is the mean of the squared gradient, and `second` the velocity,
// NULL where there is no momentum.
TESSERA_KERNEL void KERNEL(rmsprop)(
    size_t n, void *parameters, const void *gradients, void *first, void *second, const double *c) {
    REAL *const parameter = parameters, *const square = first, *const velocity = second;
    const REAL *const gradient = gradients;
    const REAL learning_rate = (REAL)c[0], alpha = (REAL)c[1], epsilon = (REAL)c[2], weight_decay = (REAL)c[3];
    const REAL momentum = (REAL)c[4];
    if (!velocity) {
        TESSERA_LOOP
        for (size_t i = 0; i < n; i++) {
            const REAL g = gradient[i] + weight_decay * parameter[i];
            const REAL v = alpha * square[i] + (1 - alpha) * (g * g);
            square[i] = v;
            parameter[i] -= learning_rate * g / (__builtin_elementwise_sqrt(v) + epsilon);
        }
        return;
    }
    TESSERA_LOOP
    for (size_t i = 0; i < n; i++) {
        const REAL g = gradient[i] + weight_decay * parameter[i];
        const REAL v = alpha * square[i] + (1 - alpha) * (g * g);
        const REAL b = momentum * velocity[i] + g / (__builtin_elementwise_sqrt(v) + epsilon);
        square[i] = v;
        velocity[i] = b;
        parameter[i] -= learning_rate * b;
    }
}

// Adagrad (Duchi, Hazan and Singer, 2011) with L2 weight decay. `first` is the sum of the squared gradients.
TESSERA_KERNEL void KERNEL(adagrad)(
    size_t n, void *parameters, const void *gradients, void *first, void *second, const double *c) {
    REAL *const parameter = parameters, *const sum = first;
    const REAL *const gradient = gradients;
    const REAL learning_rate = (REAL)c[0], epsilon = (REAL)c[1], weight_decay = (REAL)c[2];
    TESSERA_LOOP
    for (size_t i = 0; i < n; i++) {
        const REAL g = gradient[i] + weight_decay * parameter[i];
        const REAL s = sum[i] + g * g;
        sum[i] = s;
        parameter[i] -= learning_rate * g / (__builtin_elementwise_sqrt(s) + epsilon);
    }
}

TESSERA_NAMED(
    tessera_update, KERNEL(update_named), {"sgd", KERNEL(sgd)}, {"adam", KERNEL(adam)}, {"adamw", KERNEL(adamw)},
    {"rmsprop", KERNEL(rmsprop)}, {"adagrad", KERNEL(adagrad)})
