"""The workloads of the comparison in other libraries. `python libraries.py torch` answers lines "NAME SECONDS" on standard
input with a JSON line each, as the Swift program Workloads does."""

import json
import os
import sys
import time

import numpy as np

numbers = np.memmap(os.environ["TESSERA_PEERS_NUMBERS"], dtype=np.float32, mode="r")


def shared(shape, first=0):
    return np.array(numbers[first : first + int(np.prod(shape))]).reshape(shape)


def table(rows, features, binary):
    x = shared((rows, features))
    y = x[:, 0:1] + (x[:, 1:2] * np.float32(0.5) if features > 1 else 0)
    return x, (y > 0).astype(np.float32) if binary else y


def network_weights(widths):
    first, weights = 1_000_000, []
    for inputs, outputs in zip(widths, widths[1:]):
        weights.append(shared((inputs, outputs), first) * (np.float32(1) / np.sqrt(np.float32(inputs))))
        first += inputs * outputs
    return weights


NETWORKS = {
    "mlp-64": ([64, 64, 64, 1], 64, 50),
    "mlp-256": ([128, 256, 256, 1], 256, 20),
    "mlp-1024": ([784, 1024, 1024, 1], 1024, 3),
}


def tall_table(binary):
    x = shared((100_000, 200)).astype(np.float64)
    y = x[:, 0:1] + x[:, 1:2] * 0.5 + shared((100_000, 1), 30_000_000).astype(np.float64) * 2
    return x, (y > 0).astype(np.float64) if binary else y


def small_matrices(order):
    noise = shared((200_000 // (order * order), order, order)).astype(np.float64)
    a = noise @ noise.transpose(0, 2, 1) + np.eye(order)
    return a, shared((a.shape[0], order, 1), 2_000_000).astype(np.float64)


class Workload:
    """`repetition` does the work once and returns the milliseconds of a unit of it."""

    def __init__(self, repetition, check=lambda: 0.0):
        self.repetition, self.check = repetition, check

    def run(self, seconds):
        self.repetition()
        times, start = [], time.perf_counter()
        while len(times) < 3 or (time.perf_counter() - start < seconds and len(times) < 2000):
            times.append(self.repetition())
        return times, float(self.check())


def timed(units, body):
    start = time.perf_counter()
    body()
    return (time.perf_counter() - start) * 1e3 / units


# MARK: PyTorch


def torch_workloads():
    import torch
    import torch.nn.functional as F

    def parameter(array):
        return torch.from_numpy(array).requires_grad_(True)

    def descend(parameters, learning_rate):
        with torch.no_grad():
            for p in parameters:
                p -= learning_rate * p.grad
                p.grad = None

    def lesson():
        x = torch.tensor([[1.0], [2.0], [3.0], [4.0]])
        y, state = 2 * x, {}

        def run():
            w = torch.zeros((1, 1), requires_grad=True)
            for _ in range(1000):
                F.mse_loss(x @ w, y).backward()
                descend([w], 0.01)
            state["w"] = w.item()

        return Workload(lambda: timed(1000, run), lambda: state["w"])

    def full(loss, epochs=5, binary=True):
        x, y = map(torch.from_numpy, table(1_000_000, 64, binary))
        state = {}

        def run():
            w, b = torch.zeros((64, 1), requires_grad=True), torch.zeros(1, requires_grad=True)
            for _ in range(epochs):
                loss(x @ w + b, y).backward()
                descend([w, b], 0.1)
            state["w"] = w

        return Workload(lambda: timed(5 if epochs == 5 else 1, run), lambda: state["w"].square().sum().item())

    def mini(loss):
        x, y = map(torch.from_numpy, table(1_000_000, 64, True))
        state = {}

        def run():
            w, b = torch.zeros((64, 1), requires_grad=True), torch.zeros(1, requires_grad=True)
            order = torch.randperm(1_000_000)
            for k in range(400):
                rows = order[k * 256 : (k + 1) * 256]
                loss(x[rows] @ w + b, y[rows]).backward()
                descend([w, b], 0.1)
            state["w"] = w

        return Workload(lambda: timed(400, run), lambda: (state["w"][0] / state["w"][1]).item())

    def network(name):
        widths, batch, steps = NETWORKS[name]
        x, y = map(torch.from_numpy, table(batch, widths[0], True))
        state = {}

        def run():
            ws = [parameter(w) for w in network_weights(widths)]
            bs = [torch.zeros(n, requires_grad=True) for n in widths[1:]]

            def body():
                for _ in range(steps):
                    h = x
                    for i, (w, b) in enumerate(zip(ws, bs)):
                        h = torch.addmm(b, h, w)
                        if i + 1 < len(ws):
                            h = F.relu(h)
                    F.binary_cross_entropy_with_logits(h, y).backward()
                    descend(ws + bs, 0.01)

            elapsed = timed(steps, body)
            state["w"] = ws[0]
            return elapsed

        return Workload(run)

    def matmul(size):
        batch = max(16, (1 << 20) // (size * size))
        a, b = parameter(shared((batch, size, size))), parameter(shared((batch, size, size), 2_000_000))
        upstream = torch.from_numpy(shared((batch, size, size), 4_000_000))
        state = {}

        def run():
            state["slopes"] = torch.autograd.grad((torch.bmm(a, b) * upstream).sum(), [a, b])

        return Workload(lambda: timed(1, run), lambda: state["slopes"][1].square().sum().item())

    def cross_entropy():
        logits = parameter(shared((10_000_000,)))
        targets = torch.from_numpy((shared((10_000_000,), 10_000_000) > 0).astype(np.float32))
        state = {}

        def run():
            loss = F.binary_cross_entropy_with_logits(logits, targets)
            state["slope"] = torch.autograd.grad(loss, logits)[0]

        return Workload(lambda: timed(1, run), lambda: state["slope"].square().sum().item() * 1e7)

    def update(make):
        p = parameter(shared((10_000_000,)))
        p.grad = torch.from_numpy(shared((10_000_000,), 10_000_000))
        optimizer = make([p])
        return Workload(lambda: timed(1, optimizer.step))

    def addition():
        a, b = torch.tensor(1.0, requires_grad=True), torch.tensor(2.0)
        state = {}

        def run():
            for _ in range(10_000):
                state["sum"] = a + b

        return Workload(lambda: timed(10_000, run), lambda: state["sum"].item())

    def product():
        a, b = torch.from_numpy(shared((1024, 1024))), torch.from_numpy(shared((1024, 1024), 2_000_000))
        state = {}

        def run():
            state["c"] = a @ b

        return Workload(lambda: timed(1, run), lambda: state["c"].square().sum().item())

    def least_squares():
        x, y = tall_table(False)
        a, b = torch.from_numpy(np.hstack([x, np.ones((len(x), 1))])), torch.from_numpy(y)
        state = {}

        def run():
            state["w"] = torch.linalg.lstsq(a, b, driver="gels").solution[:-1]

        return Workload(lambda: timed(1, run), lambda: state["w"].square().sum().item())

    def small(order, function):
        a, b = map(torch.from_numpy, small_matrices(order))
        state = {}

        def run():
            state["x"] = function(a, b)

        return Workload(lambda: timed(1, run), lambda: state["x"].square().sum().item())

    logits = F.binary_cross_entropy_with_logits
    workloads = {
        "least-squares": least_squares,
        "lesson-step": lesson,
        "linear-full": lambda: full(F.mse_loss),
        "logistic-full": lambda: full(logits),
        "linear-mini": lambda: mini(F.mse_loss),
        "logistic-mini": lambda: mini(logits),
        "bce-10m": cross_entropy,
        "momentum-10m": lambda: update(lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.9)),
        "adam-10m": lambda: update(lambda p: torch.optim.Adam(p, lr=0.01)),
        "add-1": addition,
        "sgemm": product,
    }
    for name in NETWORKS:
        workloads[name] = lambda name=name: network(name)
    for size in (4, 8, 16, 32, 64, 128):
        workloads[f"matmul-{size}"] = lambda size=size: matmul(size)
    for order in (4, 8, 16, 32):
        workloads[f"cholesky-{order}"] = lambda order=order: small(order, lambda a, b: torch.linalg.cholesky(a))
        workloads[f"solve-{order}"] = lambda order=order: small(order, torch.linalg.solve)
    return workloads


# MARK: JAX


def jax_workloads():
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    import jax
    import jax.numpy as jnp

    def mse(z, y):
        return jnp.mean((z - y) ** 2)

    def bce(z, y):
        return jnp.mean(jnp.maximum(z, 0) - z * y + jnp.log1p(jnp.exp(-jnp.abs(z))))

    def descend(loss, learning_rate):
        """A jitted function of parameters, rows and steps; the loop is inside."""

        def step(parameters, x, y):
            slopes = jax.grad(loss)(parameters, x, y)
            return jax.tree.map(lambda p, g: p - learning_rate * g, parameters, slopes)

        def run(parameters, x, y, steps):
            return jax.lax.fori_loop(0, steps, lambda _, p: step(p, x, y), parameters)

        return jax.jit(run, static_argnums=3)

    def steps(loss, learning_rate, parameters, x, y, count, units, check):
        run = descend(loss, learning_rate)
        x, y, state = jnp.array(x), jnp.array(y), {}
        parameters = jax.tree.map(jnp.array, parameters)

        def body():
            state["p"] = jax.block_until_ready(run(parameters, x, y, count))

        return Workload(lambda: timed(units, body), lambda: check(state["p"]))

    def lesson():
        x = np.array([[1], [2], [3], [4]], dtype=np.float32)
        loss = lambda p, x, y: mse(x @ p, y)
        return steps(loss, 0.01, np.zeros((1, 1), np.float32), x, 2 * x, 1000, 1000, lambda p: p[0, 0])

    def linear(loss, count, units, binary):
        x, y = table(1_000_000, 64, binary)
        start = (np.zeros((64, 1), np.float32), np.zeros(1, np.float32))
        of = lambda p, x, y: loss(x @ p[0] + p[1], y)
        return steps(of, 0.1, start, x, y, count, units, lambda p: jnp.sum(p[0] ** 2))

    def network(name):
        widths, batch, count = NETWORKS[name]
        x, y = table(batch, widths[0], True)
        start = [(w, np.zeros(w.shape[1], np.float32)) for w in network_weights(widths)]

        def loss(parameters, x, y):
            for i, (w, b) in enumerate(parameters):
                x = x @ w + b
                if i + 1 < len(parameters):
                    x = jnp.maximum(x, 0)
            return bce(x, y)

        return steps(loss, 0.01, start, x, y, count, count, lambda p: 0.0)

    workloads = {
        "lesson-step": lesson,
        "linear-full": lambda: linear(mse, 5, 5, True),
        "logistic-full": lambda: linear(bce, 5, 5, True),
        "linear-100-epochs": lambda: linear(mse, 100, 1, False),
    }
    for name in NETWORKS:
        workloads[name] = lambda name=name: network(name)
    return workloads


# MARK: NumPy and scikit-learn


def numpy_workloads():
    def matmul(size):
        batch = max(16, (1 << 20) // (size * size))
        a, b = shared((batch, size, size)), shared((batch, size, size), 2_000_000)
        upstream, state = shared((batch, size, size), 4_000_000), {}

        def run():
            (np.matmul(a, b) * upstream).sum()
            np.matmul(upstream, b.transpose(0, 2, 1))
            state["b"] = np.matmul(a.transpose(0, 2, 1), upstream)

        return Workload(lambda: timed(1, run), lambda: np.square(state["b"]).sum())

    def read():
        x, state = shared((64_000_000,)), {}

        def run():
            state["sum"] = x.sum()

        return Workload(lambda: timed(1, run), lambda: state["sum"])

    def least_squares():
        x, y = tall_table(False)
        a, state = np.hstack([x, np.ones((len(x), 1))]), {}

        def run():
            state["w"] = np.linalg.lstsq(a, y, rcond=None)[0][:-1]

        return Workload(lambda: timed(1, run), lambda: np.square(state["w"]).sum())

    workloads = {"read-64m": read, "least-squares": least_squares}
    for size in (4, 8, 16, 32, 64, 128):
        workloads[f"matmul-{size}"] = lambda size=size: matmul(size)
    return workloads


def sklearn_workloads():
    from sklearn.linear_model import SGDClassifier, SGDRegressor

    def mini(make):
        x, y = table(1_000_000, 64, True)
        state = {}

        def run():
            model = make()
            model.fit(x, y.ravel())
            state["w"] = model.coef_.ravel()

        # The time of as many rows as a batch of the others has.
        return Workload(lambda: timed(1_000_000 / 256, run), lambda: state["w"][0] / state["w"][1])

    def logistic_fit():
        from sklearn.linear_model import LogisticRegression

        x, y = tall_table(True)
        state = {}

        def run():
            # The solver that is the fastest here.
            model = LogisticRegression(C=np.inf, solver="lbfgs", tol=1e-6, max_iter=1000).fit(x, y.ravel())
            state["w"] = model.coef_

        return Workload(lambda: timed(1, run), lambda: np.square(state["w"]).sum())

    common = dict(alpha=0, learning_rate="constant", eta0=0.001, max_iter=1, tol=None)
    return {
        "logistic-fit": logistic_fit,
        "linear-mini": lambda: mini(lambda: SGDRegressor(**common)),
        "logistic-mini": lambda: mini(lambda: SGDClassifier(loss="log_loss", **common)),
    }


LIBRARIES = {
    "torch": torch_workloads,
    "jax": jax_workloads,
    "numpy": numpy_workloads,
    "scikit-learn": sklearn_workloads,
}


def main():
    workloads = LIBRARIES[sys.argv[1]]()
    made = {}
    for line in sys.stdin:
        name, seconds = line.split()
        if name not in made:
            made.clear()
            made[name] = workloads[name]()
        times, check = made[name].run(float(seconds))
        print(json.dumps({"workload": name, "ms": times, "check": check}), flush=True)


if __name__ == "__main__":
    main()
