import re
import time

import numpy as np
import torch
import torch.nn.functional as F

from common import *


def about():
    mkl = re.search(r"Math Kernel Library Version ([0-9.]+)", torch.__config__.show())
    return f"PyTorch {torch.__version__} ({f'MKL {mkl[1]}' if mkl else 'without MKL'})"


def workloads():
    logits = F.binary_cross_entropy_with_logits
    all = {
        "least-squares": least_squares,
        "lesson-step": lesson,
        "xor": lambda: network([2, 8, 1], *exclusive_or(), 100, 0.1, torch.tanh, checked=False),
        "linear-full": lambda: full(F.mse_loss),
        "logistic-full": lambda: full(logits),
        "linear-mini": lambda: mini(F.mse_loss),
        "logistic-mini": lambda: mini(logits),
        "own-loop-linear": lambda: network([64, 1], *table(256, 64, True), 400, 0.01),
        "own-loop-mlp": lambda: network([64, 64, 64, 1], *table(64, 64, True), 400, 0.01),
        "runge-kutta-1": lambda: runge_kutta(1),
        "runge-kutta-256": lambda: runge_kutta(256),
        "scan-60": scan,
        "recommender": recommender,
        "bce-10m": cross_entropy,
        "momentum-10m": lambda: update(lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.9)),
        "adam-10m": lambda: update(lambda p: torch.optim.Adam(p, lr=0.01)),
        "add-1": addition,
        "sum-64m": lambda: on(lambda x: x.sum(), shared((64_000_000,)), check=float),
    }
    for letter, dtype in PRECISIONS.items():
        for n in PRODUCT_SIZES:
            all[f"{letter}gemm-{n}"] = lambda n=n, t=dtype: on(
                torch.matmul, shared((n, n), 0, t), shared((n, n), 2_000_000, t))
            all[f"{letter}syrk-{n}"] = lambda n=n, t=dtype: on(
                lambda a: a.T @ a, shared((n, n), 0, t), check=upper_square_sum)
        for n in VECTOR_SIZES:
            all[f"{letter}gemv-{n}"] = lambda n=n, t=dtype: on(
                torch.mv, shared((n, n), 0, t), shared((n,), 2_000_000, t))
    for name, (widths, batch, steps) in NETWORKS.items():
        all[name] = lambda w=widths, b=batch, s=steps: network(w, *table(b, w[0], True), s, 0.01, checked=False)
    for size in BATCHED_SIZES:
        all[f"matmul-{size}"] = lambda size=size: batched(size)
    for order in SMALL_ORDERS:
        all[f"cholesky-{order}"] = lambda n=order: on(lambda a, b: torch.linalg.cholesky(a), *small_matrices(n))
        all[f"solve-{order}"] = lambda n=order: on(torch.linalg.solve, *small_matrices(n))
    all |= factorizations(
        {
            "solve": lambda a, symmetric, positive, b: torch.linalg.solve(a, b),
            "inverse": lambda a, symmetric, positive, b: torch.linalg.inv(a),
            "cholesky": lambda a, symmetric, positive, b: torch.linalg.cholesky(positive),
            "qr": lambda a, symmetric, positive, b: torch.linalg.qr(a),
            "svd": lambda a, symmetric, positive, b: torch.linalg.svd(a, full_matrices=False),
            "symmetricEigen": lambda a, symmetric, positive, b: torch.linalg.eigh(symmetric),
            "eigen": lambda a, symmetric, positive, b: torch.linalg.eig(a),
        },
        torch.from_numpy)
    return all


def on(function, *arrays, check=square_sum):
    """A function of tensors that hold these arrays."""
    operands = [torch.from_numpy(array) for array in arrays]
    return workload(lambda: function(*operands), check)


def parameter(array):
    return torch.from_numpy(array).requires_grad_(True)


def descend(parameters, learning_rate):
    with torch.no_grad():
        for p in parameters:
            p -= learning_rate * p.grad
            p.grad = None


def lesson():
    x = torch.tensor([[1.0], [2.0], [3.0], [4.0]])
    y = 2 * x

    def run():
        w = torch.zeros((1, 1), requires_grad=True)
        for _ in range(1000):
            F.mse_loss(x @ w, y).backward()
            descend([w], 0.01)
        return w.item()

    return workload(run, float, 1000)


def full(loss, epochs=5):
    x, y = map(torch.from_numpy, table(1_000_000, 64, True))

    def run():
        w, b = torch.zeros((64, 1), requires_grad=True), torch.zeros(1, requires_grad=True)
        for _ in range(epochs):
            loss(x @ w + b, y).backward()
            descend([w, b], 0.1)
        return w.detach()

    return workload(run, square_sum, epochs)


def mini(loss, steps=400):
    x, y = map(torch.from_numpy, table(1_000_000, 64, True))

    def run():
        w, b = torch.zeros((64, 1), requires_grad=True), torch.zeros(1, requires_grad=True)
        order = torch.randperm(1_000_000)
        for k in range(steps):
            rows = order[k * 256 : (k + 1) * 256]
            loss(x[rows] @ w + b, y[rows]).backward()
            descend([w, b], 0.1)
        return (w[0] / w[1]).item()

    return workload(run, float, steps)


def network(widths, x, y, steps, learning_rate, activation=F.relu, checked=True):
    """Steps of a network; `checked` where the others do as many."""
    x, y = torch.from_numpy(x), torch.from_numpy(y)

    def run():
        ws = [parameter(w) for w in network_weights(widths)]
        bs = [torch.zeros(n, requires_grad=True) for n in widths[1:]]
        for _ in range(steps):
            h = x
            for i, (w, b) in enumerate(zip(ws, bs)):
                h = torch.addmm(b, h, w)
                if i + 1 < len(ws):
                    h = activation(h)
            F.binary_cross_entropy_with_logits(h, y).backward()
            descend(ws + bs, learning_rate)
        return ws[0].detach()

    return workload(run, square_sum if checked else lambda w: 0, steps)


def batched(size):
    a, b, upstream = batched_operands(size)
    a, b, upstream = parameter(a), parameter(b), torch.from_numpy(upstream)
    return workload(
        lambda: torch.autograd.grad((torch.bmm(a, b) * upstream).sum(), [a, b])[1], square_sum)


def runge_kutta(trajectories, steps=200, h=0.05):
    start = [torch.from_numpy(x) for x in populations(trajectories)]
    rates = [torch.tensor([r], requires_grad=True) for r in (1.1, 0.4, 0.4, 0.1)]
    a, b, c, d = rates

    def slope(x, y):
        met = x * y
        return a * x - b * met, d * met - c * y

    def run():
        x, y = start
        for _ in range(steps):
            k1 = slope(x, y)
            k2 = slope(x + k1[0] * (h / 2), y + k1[1] * (h / 2))
            k3 = slope(x + k2[0] * (h / 2), y + k2[1] * (h / 2))
            k4 = slope(x + k3[0] * h, y + k3[1] * h)
            x = x + (k1[0] + (k2[0] + k3[0]) * 2 + k4[0]) * (h / 6)
            y = y + (k1[1] + (k2[1] + k3[1]) * 2 + k4[1]) * (h / 6)
        return torch.autograd.grad(((x - 1) ** 2 + (y - 1) ** 2).mean(), rates)

    return workload(run, lambda gradients: sum(square_sum(g) for g in gradients))


def scan(steps=10_000, width=60):
    inputs = torch.from_numpy(shared((steps, width)))
    w, b = parameter(shared((width,), 1_000_000)), parameter(shared((width,), 2_000_000))

    def run():
        h, loss = torch.zeros(width), 0
        for u in inputs.unbind():
            h = torch.tanh(w * h + u + b)
            loss = loss + (h * h).mean()
        return torch.autograd.grad(loss / steps, [w, b])

    return workload(run, lambda gradients: sum(square_sum(g) for g in gradients))


def recommender(epochs=3):
    users, items, y, user_vectors, item_vectors = ratings()
    users, items, y = torch.from_numpy(users).long(), torch.from_numpy(items).long(), torch.from_numpy(y)

    def run():
        p, q = parameter(user_vectors.copy()), parameter(item_vectors.copy())
        for _ in range(epochs):
            F.mse_loss((F.embedding(users, p) * F.embedding(items, q)).sum(1), y).backward()
            descend([p, q], 100)
        return p.detach()

    return workload(run, square_sum, epochs, time.process_time)


def cross_entropy():
    logits = parameter(shared((10_000_000,)))
    targets = torch.from_numpy((shared((10_000_000,), 10_000_000) > 0).astype(np.float32))
    return workload(
        lambda: torch.autograd.grad(F.binary_cross_entropy_with_logits(logits, targets), logits)[0],
        lambda gradient: square_sum(gradient) * 1e7)


def update(make):
    p = parameter(shared((10_000_000,)))
    p.grad = torch.from_numpy(shared((10_000_000,), 10_000_000))
    return workload(make([p]).step)


def addition():
    a, b = torch.tensor(1.0, requires_grad=True), torch.tensor(2.0)

    def run():
        for _ in range(10_000):
            sum = a + b
        return sum.item()

    return workload(run, float, 10_000)


def least_squares():
    x, y = tall_table(False)
    a = np.hstack([x, np.ones((len(x), 1))])
    return on(lambda a, b: torch.linalg.lstsq(a, b, driver="gels").solution[:-1], a, y)
