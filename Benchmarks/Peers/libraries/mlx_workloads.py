import mlx.core as mx
import numpy as np

from common import *


def about():
    return f"MLX {mx.__version__}"


def workloads():
    all = {
        "linear-full": lambda: linear(mse),
        "logistic-full": lambda: linear(bce),
    }
    for letter, dtype in PRECISIONS.items():
        for n in PRODUCT_SIZES:
            all[f"{letter}gemm-{n}"] = lambda n=n, t=dtype: on(
                mx.matmul, shared((n, n), 0, t), shared((n, n), 2_000_000, t))
    for name, (widths, batch, count) in NETWORKS.items():
        all[name] = lambda w=widths, b=batch, n=count: steps(
            logistic_network, 0.01, [[w, np.zeros(w.shape[1], np.float32)] for w in network_weights(w)],
            *table(b, w[0], True), n, lambda p: 0)
    for size in BATCHED_SIZES:
        all[f"matmul-{size}"] = lambda size=size: batched(size)
    return all


def array(x):
    return mx.array(x, dtype=mx.float64 if x.dtype == np.float64 else mx.float32)


def computed(x):
    mx.eval(x)
    return x


def on(function, *arrays, check=square_sum):
    operands = [array(a) for a in arrays]
    return workload(lambda: computed(function(*operands)), check)


def mse(z, y):
    return mx.mean((z - y) ** 2)


def bce(z, y):
    return mx.mean(mx.maximum(z, 0) - z * y + mx.log1p(mx.exp(-mx.abs(z))))


def logistic_network(parameters, x, y):
    for i, (w, b) in enumerate(parameters):
        x = x @ w + b
        if i + 1 < len(parameters):
            x = mx.maximum(x, 0)
    return bce(x, y)


def steps(loss, learning_rate, start, x, y, count, check):
    """Steps of gradient descent on one batch; each is compiled."""
    x, y = array(x), array(y)
    start = [[array(p) for p in layer] for layer in start]

    @mx.compile
    def descend(parameters):
        gradients = mx.grad(loss)(parameters, x, y)
        return [[p - learning_rate * g for p, g in zip(*layers)] for layers in zip(parameters, gradients)]

    def run():
        parameters = start
        for _ in range(count):
            parameters = computed(descend(parameters))
        return parameters

    return workload(run, check, count)


def linear(loss):
    x, y = table(1_000_000, 64, True)
    start = [[np.zeros((64, 1), np.float32), np.zeros(1, np.float32)]]
    return steps(
        lambda p, x, y: loss(x @ p[0][0] + p[0][1], y), 0.1, start, x, y, 5, lambda p: square_sum(p[0][0]))


def batched(size):
    a, b, upstream = (array(x) for x in batched_operands(size))
    gradients = mx.compile(mx.grad(lambda a, b: mx.sum(mx.matmul(a, b) * upstream), argnums=(0, 1)))
    return workload(lambda: computed(gradients(a, b))[1], square_sum)
