"""Writes the test of docs/from-numpy.md: the Swift of each line, beside the numbers that its Python gives.

    python3 Tools/function_table.py        (needs NumPy and PyTorch)

It prints the lines whose Python is not evaluated because they are about random numbers, or have none.
"""

import math
import pathlib
import re

import numpy as np
import torch

ROOT = pathlib.Path(__file__).parent.parent
PAGE = ROOT / "docs/from-numpy.md"
FOLDER = ROOT / "Tests/TesseraTests/Documentation"
ROWS_PER_TEST = 12

SAMPLES = dict(
    x=[[0.5, -1.25, 2.0], [3.0, 0.75, -0.5]],
    y=[[2.0, 0.5, -1.5], [1.0, 4.0, 0.25]],
    a=[[4.0, 1.0, 0.5], [1.0, 3.0, 0.25], [0.5, 0.25, 2.0]],
    b=[1.0, 2.0, 3.0],
    v=[0.5, -1.0, 2.0, 0.25, 3.0],
    p=[0.1, 0.4, 0.2, 0.3],
    n=[7, -3, 12, 5],
    k=[2, 2, 5, 3],
    i=[2, 0],
    j=[[0, 2, 1], [1, 0, 2]],
    t=np.arange(24.0).reshape(2, 3, 4).tolist(),
    c=np.arange(16.0).reshape(1, 1, 4, 4).tolist(),
    mask=[[True, False, True], [False, True, True]],
)


def rows():
    """The lines of the page with Swift: NumPy, PyTorch and Swift."""
    for line in PAGE.read_text().splitlines():
        if not line.startswith("| ") or line.startswith(("| NumPy", "|---")):
            continue
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        numpy, torch_code, swift = (cell.strip("`").replace("\\|", "|") for cell in cells)
        if cells[2].startswith("`"):
            yield numpy, torch_code, swift


def evaluated(numpy_code, torch_code):
    """What the Python of a line gives, as an array; None if it has none."""
    if numpy_code:
        names = {name: np.array(value) for name, value in SAMPLES.items()}
        return np.asarray(eval(numpy_code, {"np": np}, names))
    if torch_code:
        names = {name: torch.tensor(np.array(value)) for name, value in SAMPLES.items()}
        return np.asarray(eval(torch_code, {"torch": torch}, names))
    return None


def number(value):
    value = float(value)
    if math.isnan(value):
        return ".nan"
    if math.isinf(value):
        return ".infinity" if value > 0 else "-.infinity"
    return repr(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def text(code):
    return '#"' + code + '"#'


def check(numpy_code, torch_code, swift):
    effect = "try " if swift.startswith("try ") else ""
    value = swift.removeprefix("try ")
    if "seed:" in swift:
        print("random:", swift)
        return f"        {effect}runs({text(swift)}) {{ {swift} }}"
    expected = evaluated(numpy_code, torch_code)
    numbers = ", ".join(number(element) for element in expected.ravel())
    closure = f"{{ {effect}{value} }}"
    return (
        f"        try agrees({text(swift)}, {list(expected.shape)}, [{numbers}]) {closure}"
    )


def main():
    table = list(rows())
    lines = [
        "// Written by Tools/function_table.py from docs/from-numpy.md.",
        "import Testing",
        "",
        "@testable import Tessera",
        "",
        "extension FunctionTableTests {",
        "    /// The Swift of the page, line by line.",
        "    static let lines = [",
        *(f"        {text(swift)}," for _, _, swift in table),
        "    ]",
    ]
    for start in range(0, len(table), ROWS_PER_TEST):
        lines += ["", f"    @Test func linesFrom{start}() throws {{"]
        lines += [check(*row) for row in table[start : start + ROWS_PER_TEST]]
        lines += ["    }"]
    lines += ["}", ""]
    (FOLDER / "FunctionTableTests+Lines.swift").write_text("\n".join(lines))
    print(len(table), "lines")


main()
