"""Writes Tests/TesseraTests/Support/ReferenceValues.swift: values of functions at random arguments, to 106 bits, from mpmath.

    python3 Tools/reference_values.py > Tests/TesseraTests/Support/ReferenceValues.swift
"""

import math
import random

import mpmath as mp

mp.mp.prec = 400
random.seed(15)
COUNT = 12


def linear(low, high):
    return lambda: random.uniform(low, high)


def sizes(low, high, signs=(1, -1)):
    return lambda: math.exp(random.uniform(math.log(low), math.log(high))) * random.choice(signs)


def log_gamma(x):
    return mp.log(abs(mp.gamma(x)))


FUNCTIONS = {
    "exp": (mp.exp, [linear(-1, 1), linear(-740, 709)]),
    "expm1": (mp.expm1, [linear(-1, 1), sizes(1e-12, 30)]),
    "log": (mp.log, [linear(0.5, 2), sizes(1e-310, 1e308, (1,))]),
    "log1p": (mp.log1p, [linear(-0.7, 1), sizes(1e-12, 1e30, (1,))]),
    "log2": (lambda x: mp.log(x, 2), [linear(0.5, 2), sizes(1e-310, 1e308, (1,))]),
    "log10": (lambda x: mp.log(x, 10), [linear(0.5, 2), sizes(1e-310, 1e308, (1,))]),
    "exp2": (lambda x: mp.mpf(2) ** x, [linear(-2, 2), linear(-1020, 1023)]),
    "sin": (mp.sin, [linear(-4, 4), sizes(1e-6, 1e8)]),
    "cos": (mp.cos, [linear(-4, 4), sizes(1e-6, 1e8)]),
    "tan": (mp.tan, [linear(-4, 4), sizes(1e-6, 1e8)]),
    "asin": (mp.asin, [linear(-1, 1), sizes(1e-6, 1)]),
    "acos": (mp.acos, [linear(-1, 1), sizes(1e-6, 1)]),
    "atan": (mp.atan, [linear(-3, 3), sizes(1e-6, 1e20)]),
    "sinh": (mp.sinh, [linear(-1, 1), sizes(1e-6, 709)]),
    "cosh": (mp.cosh, [linear(-1, 1), sizes(1e-6, 709)]),
    "tanh": (mp.tanh, [linear(-1, 1), sizes(1e-6, 20)]),
    "asinh": (mp.asinh, [linear(-2, 2), sizes(1e-6, 1e300)]),
    "acosh": (mp.acosh, [linear(1, 2), sizes(1, 1e300, (1,))]),
    "atanh": (mp.atanh, [linear(-1, 1), sizes(1e-6, 1)]),
    "cbrt": (lambda x: mp.sign(x) * mp.cbrt(abs(x)), [linear(-8, 8), sizes(1e-310, 1e308)]),
    "rsqrt": (lambda x: 1 / mp.sqrt(x), [linear(0.5, 4), sizes(1e-310, 1e308, (1,))]),
    "erf": (mp.erf, [linear(-2, 2), sizes(1e-6, 6)]),
    "erfc": (mp.erfc, [linear(-3, 3), linear(3, 26)]),
    "erfinv": (mp.erfinv, [linear(-1, 1), lambda: 1 - 2.0 ** -random.randint(2, 52)]),
    "lgamma": (log_gamma, [linear(-6, 6), sizes(1e-3, 1e3, (1,))]),
    "digamma": (mp.digamma, [linear(-6, 6), sizes(1e-3, 1e6, (1,))]),
}

print("/// Values of functions at random arguments to 106 bits, a line each: the function, the argument, the nearest double")
print("/// to the value, and what that lacks. `Tools/reference_values.py` has written them with mpmath.")
print("let referenceValues = \"\"\"")
for name, (function, draws) in FUNCTIONS.items():
    for index in range(COUNT):
        x = draws[index % len(draws)]()
        value = function(mp.mpf(x))
        high = float(value)
        print("   ", name, x.hex(), high.hex(), float(value - mp.mpf(high)).hex())
print('    """')
