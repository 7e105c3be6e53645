"""The newest OpenBLAS by itself, called by its C interface."""

import ctypes
import glob
import os

import numpy as np
import scipy_openblas32

from common import *

library = ctypes.CDLL(glob.glob(os.path.join(scipy_openblas32.get_lib_dir(), "lib*openblas*"))[0])
ROW_MAJOR, PLAIN, TRANSPOSED, UPPER = 101, 111, 112, 121


def about():
    for name in ("config", "corename"):
        getattr(library, f"scipy_openblas_get_{name}").restype = ctypes.c_char_p
    version = library.scipy_openblas_get_config().decode().split()[1]
    return f"OpenBLAS {version} ({library.scipy_openblas_get_corename().decode()})"


def workloads():
    all = {}
    for letter in PRECISIONS:
        for n in PRODUCT_SIZES:
            all[f"{letter}gemm-{n}"] = lambda l=letter, n=n: gemm(l, n)
            all[f"{letter}syrk-{n}"] = lambda l=letter, n=n: syrk(l, n)
        for n in VECTOR_SIZES:
            all[f"{letter}gemv-{n}"] = lambda l=letter, n=n: gemv(l, n)
    return all


def call(letter, name, *arguments):
    """Calls a routine of cblas; a float is a scalar of the routine's precision, an array a pointer."""
    scalar = ctypes.c_float if letter == "s" else ctypes.c_double

    def converted(argument):
        if isinstance(argument, float):
            return scalar(argument)
        return argument.ctypes.data_as(ctypes.c_void_p) if isinstance(argument, np.ndarray) else argument

    getattr(library, f"scipy_cblas_{letter}{name}")(*map(converted, arguments))
    return arguments


def gemm(letter, n):
    a, b = (shared((n, n), first, PRECISIONS[letter]) for first in (0, 2_000_000))
    c = np.empty_like(a)
    return workload(
        lambda: call(letter, "gemm", ROW_MAJOR, PLAIN, PLAIN, n, n, n, 1.0, a, n, b, n, 0.0, c, n),
        lambda _: square_sum(c))


def syrk(letter, n):
    a = shared((n, n), 0, PRECISIONS[letter])
    c = np.empty_like(a)
    return workload(
        lambda: call(letter, "syrk", ROW_MAJOR, UPPER, TRANSPOSED, n, n, 1.0, a, n, 0.0, c, n),
        lambda _: upper_square_sum(c))


def gemv(letter, n):
    a, v = shared((n, n), 0, PRECISIONS[letter]), shared((n,), 2_000_000, PRECISIONS[letter])
    y = np.empty_like(v)
    return workload(
        lambda: call(letter, "gemv", ROW_MAJOR, PLAIN, n, n, 1.0, a, n, v, 1, 0.0, y, 1), lambda _: square_sum(y))
