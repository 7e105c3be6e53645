"""How many digits of the NIST reference problems for linear regression each library gets right.

    python accuracy.py --reference FOLDER --tessera PATH [--report docs/accuracy.md]

The folder holds nist/*.dat and nist/exact.json with the solutions to 40 digits. Digits are -log10 of the largest relative
error of a coefficient, of a standard error, of the residual sum of squares; at most 16. Powers of x are given to NumPy,
scikit-learn and statsmodels as columns, which is all they take."""

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
import warnings
from fractions import Fraction

import numpy as np

# Name, powers of x, whether there is an intercept.
PROBLEMS = [
    ("Norris", 1, True), ("Pontius", 2, True), ("NoInt1", 1, False), ("NoInt2", 1, False), ("Longley", 1, True),
    ("Filip", 10, True), ("Wampler1", 5, True), ("Wampler2", 5, True), ("Wampler3", 5, True), ("Wampler4", 5, True),
    ("Wampler5", 5, True),
]
BEGIN, END = "<!-- accuracy: begin -->", "<!-- accuracy: end -->"


def rows(path):
    lines = open(path).read().splitlines()
    # The line with the names of the columns is the last that begins so.
    start = max(i for i, line in enumerate(lines) if line.startswith("Data:") and "y" in line.split())
    return np.array([[float(x) for x in line.split()] for line in lines[start + 1 :] if line.strip()])


def digits(found, exact):
    """Of the worst of some numbers."""
    worst = 16.0
    for a, b in zip(found, exact):
        if a is None or not math.isfinite(a):
            return None
        a, b = Fraction(a), Fraction(b)
        error = abs(a - b) / abs(b) if b else abs(a)
        worst = min(worst, -math.log10(error) if error else 16.0)
    return max(0.0, worst)


def tessera(binary, table, powers, intercept):
    names = ["y"] + [f"x{i}" for i in range(1, table.shape[1])]
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "data.csv")
        with open(path, "w") as file:
            file.write(",".join(names) + "\n")
            file.writelines(",".join(repr(float(x)) for x in row) + "\n" for row in table)
        options = ["--polynomial", str(powers)] if powers > 1 else []
        options += [] if intercept else ["--no-intercept"]
        command = [binary, "fit", "linear", "--data", path, "--target", "y", "--json"]
        fit = json.loads(subprocess.run(command + options, capture_output=True, check=True).stdout)
    keys = ["(Intercept)"] if intercept else []
    keys += [name if p == 1 else f"{name}^{p}" for name in names[1:] for p in range(1, powers + 1)]
    numbers = [fit["coefficients"][key] for key in keys]
    return [n["estimate"] for n in numbers], [n.get("standardError") for n in numbers], fit["residualSumOfSquares"]


def design(table, powers, intercept):
    x = table[:, 1:]
    columns = [np.ones(len(x))] if intercept else []
    columns += [x[:, i] ** p for i in range(x.shape[1]) for p in range(1, powers + 1)]
    return np.column_stack(columns), table[:, 0]


def numpy_lstsq(a, y, intercept):
    w, squares, rank, _ = np.linalg.lstsq(a, y, rcond=None)
    return w, None, float(np.sum((y - a @ w) ** 2))


def sklearn(a, y, intercept):
    from sklearn.linear_model import LinearRegression

    model = LinearRegression(fit_intercept=intercept).fit(a[:, 1:] if intercept else a, y)
    w = np.append(model.intercept_, model.coef_) if intercept else model.coef_
    return w, None, float(np.sum((y - a @ w) ** 2))


def statsmodels(a, y, intercept):
    import statsmodels.api as sm

    fit = sm.OLS(y, a).fit()
    return fit.params, fit.bse, float(fit.ssr)


def cell(value):
    return "" if value is None else f"{value:.1f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reference", default=os.environ.get("TESSERA_REFERENCE", ""))
    parser.add_argument("--tessera", required=True)
    parser.add_argument("--report", default="")
    options = parser.parse_args()
    folder = os.path.join(options.reference, "nist")
    if not os.path.isdir(folder):
        print("accuracy SKIPPED: set TESSERA_REFERENCE to the folder of the reference problems", file=sys.stderr)
        return
    warnings.simplefilter("ignore")
    exact = json.load(open(os.path.join(folder, "exact.json")))
    table = ["| problem | Tessera | NumPy lstsq | scikit-learn | statsmodels | errors: Tessera | statsmodels | RSS: Tessera |"
             " statsmodels |", "|---|---|---|---|---|---|---|---|---|"]
    for name, powers, intercept in PROBLEMS:
        data, answer = rows(os.path.join(folder, f"{name}.dat")), exact[name]
        a, y = design(data, powers, intercept)
        results = [tessera(options.tessera, data, powers, intercept)]
        results += [method(a, y, intercept) for method in (numpy_lstsq, sklearn, statsmodels)]
        cells = [cell(digits(map(float, w), answer["beta"])) for w, _, _ in results]
        # A perfect fit has errors and residuals of 0, of which no digits can be counted.
        if float(answer["rss"]) != 0:
            for part in (lambda r: digits([float(x) for x in r[1]], answer["se"]), lambda r: digits([r[2]], [answer["rss"]])):
                cells += [cell(part(results[0])), cell(part(results[3]))]
        else:
            cells += [""] * 4
        table.append(f"| {name} | " + " | ".join(cells) + " |")
    print("\n".join(table))
    if options.report:
        text = open(options.report).read()
        before, rest = text.split(BEGIN, 1)
        after = rest.split(END, 1)[1]
        with open(options.report, "w") as file:
            file.write(before + BEGIN + "\n" + "\n".join(table) + "\n" + END + after)


if __name__ == "__main__":
    main()
