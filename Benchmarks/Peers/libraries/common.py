"""What the workloads of all libraries have in common: the numbers, the shapes, the clock."""

import os
import time

import numpy as np

numbers = np.memmap(os.environ["TESSERA_PEERS_NUMBERS"], dtype=np.float32, mode="r")

NETWORKS = {
    "mlp-64": ([64, 64, 64, 1], 64, 50),
    "mlp-256": ([128, 256, 256, 1], 256, 20),
    "mlp-1024": ([784, 1024, 1024, 1], 1024, 3),
}
PRODUCT_SIZES = (256, 512, 1024, 2048, 4096)
VECTOR_SIZES = (1024, 4096)
BATCHED_SIZES = (4, 8, 16, 32, 64, 128)
LARGE_ORDERS = (200, 800)
SMALL_ORDERS = (4, 8, 16, 32)
TINY_TABLES = ((4, 1), (16, 4), (64, 8), (256, 8))
PRECISIONS = {"s": np.float32, "d": np.float64}


class Workload:
    """`repetition` does the work once and returns the milliseconds of a unit of it."""

    def __init__(self, repetition, check):
        self.repetition, self.check, self.has_run = repetition, check, False

    def run(self, seconds):
        """Repeats the work for about that time. The first repetition, which warms the caches, does not count, unless a
        repetition alone takes longer than that time and the workload has run before."""
        start = time.perf_counter()
        times = [self.repetition()]
        if not self.has_run or time.perf_counter() - start < seconds:
            times = []
        self.has_run = True
        start = time.perf_counter()
        while not times or (time.perf_counter() - start < seconds and len(times) < 2000):
            times.append(self.repetition())
        return times, float(self.check())


def workload(function, check=lambda result: 0.0, units=1, clock=time.perf_counter):
    """The workload of calling `function`, which does `units` of the work; `check` makes a number of its last result."""
    state = {}

    def repetition():
        start = clock()
        state["result"] = function()
        return (clock() - start) * 1e3 / units

    return Workload(repetition, lambda: check(state["result"]))


def shared(shape, first=0, dtype=np.float32):
    return np.array(numbers[first : first + int(np.prod(shape))]).reshape(shape).astype(dtype)


def table(rows, features, binary):
    x = shared((rows, features))
    y = x[:, 0:1] + (x[:, 1:2] * np.float32(0.5) if features > 1 else 0)
    return x, (y > 0).astype(np.float32) if binary else y


def exclusive_or():
    x = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32)
    return x, np.array([[0], [1], [1], [0]], np.float32)


def network_weights(widths):
    first, weights = 1_000_000, []
    for inputs, outputs in zip(widths, widths[1:]):
        weights.append(shared((inputs, outputs), first) * (np.float32(1) / np.sqrt(np.float32(inputs))))
        first += inputs * outputs
    return weights


def tall_table(binary):
    x = shared((100_000, 200), dtype=np.float64)
    y = x[:, 0:1] + x[:, 1:2] * 0.5 + shared((100_000, 1), 30_000_000, np.float64) * 2
    return x, (y > 0).astype(np.float64) if binary else y


def batched_operands(size):
    """Two batches of matrices and what the gradient of their products is multiplied by."""
    batch = max(16, (1 << 20) // (size * size))
    return [shared((batch, size, size), first) for first in (0, 2_000_000, 4_000_000)]


def small_matrices(order):
    noise = shared((200_000 // (order * order), order, order), dtype=np.float64)
    a = noise @ noise.transpose(0, 2, 1) + np.eye(order)
    return a, shared((a.shape[0], order, 1), 2_000_000, np.float64)


def large_matrices(rows, columns):
    """A general, a symmetric and a positive definite matrix, and a right-hand side."""
    general = shared((rows, columns), dtype=np.float64)
    square = general[:columns]
    positive = square @ square.T / columns + np.eye(columns)
    return general, square + square.T, positive, shared((rows, 1), 2_000_000, np.float64)


def populations(count):
    """The prey and the predators that trajectories of a Lotka–Volterra system begin with."""
    half = np.float32(0.5)
    return shared((count, 1)) * half + np.float32(1.5), shared((count, 1), 1_000_000) * half + np.float32(1)


def ratings():
    """Users, items and ratings of a recommender, and the vectors to begin with."""

    def ids(below, first):
        unit = (shared((400_000,), first) + np.float32(1)) * np.float32(below / 2)
        return np.minimum(unit.astype(np.int32), below - 1)

    users, items = ids(5000, 10_000_000), ids(2000, 20_000_000)
    vectors = [shared((count, 32), first) * np.float32(0.1) for count, first in ((5000, 0), (2000, 1_000_000))]
    return users, items, shared((400_000,), 30_000_000), *vectors


def square_sum(x):
    return np.square(np.asarray(x, dtype=np.float64)).sum()


def upper_square_sum(x):
    return square_sum(np.triu(np.asarray(x)))


# What is compared of a factorisation with other libraries' results.
FACTORIZATION_CHECKS = {
    "solve": square_sum,
    "inverse": square_sum,
    "cholesky": square_sum,
    "qr": lambda qr: np.abs(np.diagonal(np.asarray(qr[1]))).sum(),
    "svd": lambda usv: np.asarray(usv[1]).sum(),
    "symmetricEigen": lambda pair: np.abs(np.asarray(pair[0])).sum(),
    "eigen": lambda pair: np.square(np.abs(np.asarray(pair[0]))).sum(),
}


def factorizations(functions, convert=lambda array: array):
    """Workloads of `functions`: by name, a function of a general, a symmetric and a positive matrix and a side."""

    def make(name, rows, columns):
        operands = [convert(array) for array in large_matrices(rows, columns)]
        return workload(lambda: functions[name](*operands), FACTORIZATION_CHECKS[name])

    shapes = [(name, f"{name}-{order}", order, order) for name in functions for order in LARGE_ORDERS]
    if "qr" in functions:
        shapes.append(("qr", "qr-4000x400", 4000, 400))
    return {key: lambda name=name, m=m, n=n: make(name, m, n) for name, key, m, n in shapes}
