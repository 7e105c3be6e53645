// Template: one optimizer step in place, with PyTorch's formulas.

// Stochastic gradient descent with L2 weight decay and, where `velocity` is not NULL, (Nesterov) momentum.

TESSERA_KERNEL void KERNEL(sgd)(
    size_t n, REAL *parameter, const REAL *gradient, REAL *velocity, REAL learning_rate, REAL momentum, bool nesterov,
    REAL weight_decay) {
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

// Adam (Kingma and Ba, 2015) with L2 weight decay. `first` and `second` are the moment estimates.
TESSERA_KERNEL void KERNEL(adam)(
    size_t n, REAL *parameter, const REAL *gradient, REAL *first, REAL *second, REAL learning_rate, REAL beta1,
    REAL beta2, REAL epsilon, REAL weight_decay, REAL correction1, REAL correction2) {
    // Divisions by the bias corrections are hoisted out of the loop, whose one division and square root are slow
    // enough.
    const REAL step = learning_rate / correction1;
    const REAL scale = 1 / correction2;
    TESSERA_LOOP
    for (size_t i = 0; i < n; i++) {
        const REAL g = gradient[i] + weight_decay * parameter[i];
        const REAL m = beta1 * first[i] + (1 - beta1) * g;
        const REAL v = beta2 * second[i] + (1 - beta2) * (g * g);
        first[i] = m;
        second[i] = v;
        parameter[i] -= step * m / (__builtin_elementwise_sqrt(v * scale) + epsilon);
    }
}
