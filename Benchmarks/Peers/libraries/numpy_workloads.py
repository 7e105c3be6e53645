import numpy as np
from threadpoolctl import threadpool_info

from common import *


def about():
    blas = [library for library in threadpool_info() if library["user_api"] == "blas"]
    named = f"{blas[0]['internal_api']} {blas[0]['version']}, {blas[0].get('architecture', '')}" if blas else "no BLAS"
    return f"NumPy {np.__version__} ({named})".replace("openblas", "OpenBLAS")


def workloads():
    all = {
        "sum-64m": lambda: on(np.sum, shared((64_000_000,)), check=float),
        "least-squares": least_squares,
    }
    for letter, dtype in PRECISIONS.items():
        for n in PRODUCT_SIZES:
            all[f"{letter}gemm-{n}"] = lambda n=n, t=dtype: on(
                np.matmul, shared((n, n), 0, t), shared((n, n), 2_000_000, t))
            all[f"{letter}syrk-{n}"] = lambda n=n, t=dtype: on(
                lambda a: a.T @ a, shared((n, n), 0, t), check=upper_square_sum)
        for n in VECTOR_SIZES:
            all[f"{letter}gemv-{n}"] = lambda n=n, t=dtype: on(
                np.matmul, shared((n, n), 0, t), shared((n,), 2_000_000, t))
    for size in BATCHED_SIZES:
        all[f"matmul-{size}"] = lambda size=size: batched(size)
    all |= factorizations({
        "solve": lambda a, symmetric, positive, b: np.linalg.solve(a, b),
        "inverse": lambda a, symmetric, positive, b: np.linalg.inv(a),
        "cholesky": lambda a, symmetric, positive, b: np.linalg.cholesky(positive),
        "qr": lambda a, symmetric, positive, b: np.linalg.qr(a),
        "svd": lambda a, symmetric, positive, b: np.linalg.svd(a, full_matrices=False),
        "symmetricEigen": lambda a, symmetric, positive, b: np.linalg.eigh(symmetric),
        "eigen": lambda a, symmetric, positive, b: np.linalg.eig(a),
    })
    return all


def on(function, *arrays, check=square_sum):
    return workload(lambda: function(*arrays), check)


def batched(size):
    a, b, upstream = batched_operands(size)

    def run():
        (np.matmul(a, b) * upstream).sum()
        np.matmul(upstream, b.transpose(0, 2, 1))
        return np.matmul(a.transpose(0, 2, 1), upstream)

    return workload(run, square_sum)


def least_squares():
    x, y = tall_table(False)
    a = np.hstack([x, np.ones((len(x), 1))])
    return on(lambda a: np.linalg.lstsq(a, y, rcond=None)[0][:-1], a)
