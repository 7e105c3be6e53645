import os
import time

import numpy as np

os.environ.setdefault("JAX_PLATFORMS", "cpu")
import jax
import jax.numpy as jnp

from common import *


def about():
    return f"JAX {jax.__version__}"


def workloads():
    lesson = np.array([[1], [2], [3], [4]], np.float32)
    all = {
        "lesson-step": lambda: steps(
            lambda p, x, y: mse(x @ p, y), 0.01, np.zeros((1, 1), np.float32), lesson, 2 * lesson, 1000,
            lambda p: p[0, 0]),
        "xor": lambda: steps(
            lambda p, x, y: logistic_network(p, x, y, jnp.tanh), 0.1, network([2, 8, 1]), *exclusive_or(), 10_000,
            first_square_sum),
        "linear-full": lambda: linear(mse, 5, table(1_000_000, 64, True)),
        "logistic-full": lambda: linear(bce, 5, table(1_000_000, 64, True)),
        "linear-100-epochs": lambda: linear(mse, 100, table(1_000_000, 64, False), units=1),
        "own-loop-linear": lambda: own_loop([64, 1], 256),
        "own-loop-mlp": lambda: own_loop([64, 64, 64, 1], 64),
        "runge-kutta-1": lambda: runge_kutta(1),
        "runge-kutta-256": lambda: runge_kutta(256),
        "scan-60": scan,
        "recommender": recommender,
    }
    for name, (widths, batch, count) in NETWORKS.items():
        all[name] = lambda w=widths, b=batch, n=count: steps(
            logistic_network, 0.01, network(w), *table(b, w[0], True), n, lambda p: 0)
    for rows, features in TINY_TABLES:
        all[f"fit-{rows}x{features}"] = lambda m=rows, n=features: linear(mse, 10_000, table(m, n, False), 0.01)
    return all


def mse(z, y):
    return jnp.mean((z - y) ** 2)


def bce(z, y):
    return jnp.mean(jnp.maximum(z, 0) - z * y + jnp.log1p(jnp.exp(-jnp.abs(z))))


def logistic_network(parameters, x, y, activation=jax.nn.relu):
    for i, (w, b) in enumerate(parameters):
        x = x @ w + b
        if i + 1 < len(parameters):
            x = activation(x)
    return bce(x, y)


def network(widths):
    return [(w, np.zeros(w.shape[1], np.float32)) for w in network_weights(widths)]


def first_square_sum(parameters):
    return square_sum(jax.tree.leaves(parameters)[0])


def step(loss, learning_rate):
    def descend(parameters, x, y):
        gradients = jax.grad(loss)(parameters, x, y)
        return jax.tree.map(lambda p, g: p - learning_rate * g, parameters, gradients)

    return descend


def steps(loss, learning_rate, start, x, y, count, check, units=None, clock=time.perf_counter):
    """Steps of gradient descent on one batch, all in one compiled loop."""
    descend = step(loss, learning_rate)
    run = jax.jit(lambda parameters, x, y: jax.lax.fori_loop(0, count, lambda _, p: descend(p, x, y), parameters))
    x, y, start = jax.tree.map(jnp.array, (x, y, start))
    return workload(lambda: jax.block_until_ready(run(start, x, y)), check, units or count, clock)


def linear(loss, count, rows, learning_rate=0.1, units=None):
    x, y = rows
    start = (np.zeros((x.shape[1], 1), np.float32), np.zeros(1, np.float32))
    return steps(
        lambda p, x, y: loss(x @ p[0] + p[1], y), learning_rate, start, x, y, count, first_square_sum, units)


def own_loop(widths, batch, count=400):
    """A compiled step, called from a loop in Python."""
    descend = jax.jit(step(logistic_network, 0.01))
    x, y, start = jax.tree.map(jnp.array, (*table(batch, widths[0], True), network(widths)))

    def run():
        parameters = start
        for _ in range(count):
            parameters = descend(parameters, x, y)
        return jax.block_until_ready(parameters)

    return workload(run, first_square_sum, count)


def gradient(loss, parameters):
    """The value and the gradient of a loss, compiled."""
    function = jax.jit(jax.value_and_grad(loss))
    return workload(
        lambda: jax.block_until_ready(function(parameters))[1],
        lambda gradients: sum(square_sum(g) for g in jax.tree.leaves(gradients)))


def runge_kutta(trajectories, count=200, h=0.05):
    start = tuple(jnp.array(x) for x in populations(trajectories))

    def loss(rates):
        a, b, c, d = rates

        def slope(x, y):
            met = x * y
            return a * x - b * met, d * met - c * y

        def advance(state, _):
            x, y = state
            k1 = slope(x, y)
            k2 = slope(x + k1[0] * (h / 2), y + k1[1] * (h / 2))
            k3 = slope(x + k2[0] * (h / 2), y + k2[1] * (h / 2))
            k4 = slope(x + k3[0] * h, y + k3[1] * h)
            x = x + (k1[0] + (k2[0] + k3[0]) * 2 + k4[0]) * (h / 6)
            y = y + (k1[1] + (k2[1] + k3[1]) * 2 + k4[1]) * (h / 6)
            return (x, y), None

        (x, y), _ = jax.lax.scan(advance, start, length=count)
        return jnp.mean((x - 1) ** 2 + (y - 1) ** 2)

    return gradient(loss, [jnp.array([rate]) for rate in (1.1, 0.4, 0.4, 0.1)])


def scan(count=10_000, width=60):
    inputs = jnp.array(shared((count, width)))

    def loss(parameters):
        w, b = parameters

        def advance(h, u):
            h = jnp.tanh(w * h + u + b)
            return h, jnp.mean(h * h)

        return jnp.mean(jax.lax.scan(advance, jnp.zeros(width), inputs)[1])

    return gradient(loss, [jnp.array(shared((width,), first)) for first in (1_000_000, 2_000_000)])


def recommender(epochs=3):
    users, items, y, user_vectors, item_vectors = ratings()

    def loss(parameters, ids, y):
        p, q = parameters
        return mse((p[ids[0]] * q[ids[1]]).sum(1), y)

    return steps(
        loss, 100, (user_vectors, item_vectors), (users, items), y, epochs, first_square_sum, clock=time.process_time)
