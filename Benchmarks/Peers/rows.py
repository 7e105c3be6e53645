"""The rows of the comparison: what each is called, whom it is compared with, and what of the machine bounds it."""

from dataclasses import dataclass, field
from fnmatch import fnmatch


@dataclass
class Row:
    """`flops` are the multiplications and additions that the work takes, `bytes` what it reads and writes of memory."""

    workload: str
    title: str
    group: str
    peers: list
    flops: float = 0
    bytes: float = 0
    precision: str = "float"
    # Workloads of Tessera to show beside, by what they are called.
    beside: dict = field(default_factory=dict)
    # How far results of different libraries may be apart.
    tolerance: float = 1e-3


def selected(text):
    """The rows that a list such as `tiny,sgemm-*` names by group or by workload; all rows if it is empty."""
    patterns = [pattern for pattern in text.replace(",", " ").split() if pattern]
    if not patterns:
        return ROWS
    unknown = [p for p in patterns if not any(matches(row, p) for row in MACHINE + ROWS)]
    if unknown:
        groups = sorted({row.group for row in ROWS})
        raise SystemExit(f"no row is called {', '.join(unknown)}; the groups are {', '.join(groups)}")
    return [row for row in ROWS if any(matches(row, p) for p in patterns)]


def matches(row, pattern):
    return row.group == pattern or fnmatch(row.workload, pattern)


# What no program can beat; every session measures it first. A worker does a billion operations; the read is of 256 MB.
MACHINE = [
    Row("fma-float-1", "multiply–adds in registers, float, one worker", "machine", [], flops=1e9),
    Row("fma-float-2", "multiply–adds in registers, float, two workers", "machine", [], flops=2e9),
    Row("fma-double-1", "multiply–adds in registers, double, one worker", "machine", [], flops=1e9, precision="double"),
    Row("fma-double-2", "multiply–adds in registers, double, two workers", "machine", [], flops=2e9,
        precision="double"),
    Row("read-1", "read of 256 MB, one worker", "machine", [], bytes=256e6),
    Row("read-2", "read of 256 MB, two workers", "machine", [], bytes=256e6),
]

PRODUCT_PEERS = ["PyTorch", "OpenBLAS", "NumPy", "MLX"]
ROWS = []


def add(group, workload, title, peers, **options):
    ROWS.append(Row(workload, title, group, peers, **options))


for letter, precision, size in (("s", "float", 4), ("d", "double", 8)):
    for n in (256, 512, 1024, 2048, 4096):
        # MLX would take minutes for the largest.
        add("products", f"{letter}gemm-{n}", f"product {n} × {n}, {precision}", PRODUCT_PEERS[: 4 if n <= 1024 else 3],
            flops=2 * n**3, precision=precision)
    for n in (256, 512, 1024, 2048, 4096):
        add("products", f"{letter}syrk-{n}", f"XᵀX of {n} × {n}, {precision}", PRODUCT_PEERS[:3], flops=n * n * (n + 1),
            precision=precision)
    # A matrix of 1024 × 1024 stays in a cache, which the read says nothing of.
    add("products", f"{letter}gemv-1024", f"matrix 1024 × 1024 times vector, {precision}", PRODUCT_PEERS[:3])
    add("products", f"{letter}gemv-4096", f"matrix 4096 × 4096 times vector, {precision}", PRODUCT_PEERS[:3],
        bytes=4096 * 4096 * size)

for n in (4, 8, 16, 32, 64, 128):
    # Of smaller matrices most of the time is reading and writing them in cache.
    flops = 6 * n**3 * max(16, (1 << 20) // n**2) if n >= 32 else 0
    add("batched", f"matmul-{n}", f"batched matmul forward and backward, n = {n}", ["PyTorch", "NumPy", "MLX"],
        flops=flops)
for n in (4, 8, 16, 32):
    count = 200_000 // n**2
    add("batched", f"cholesky-{n}", f"Cholesky of {count} matrices of {n} × {n}", ["PyTorch"])
    add("batched", f"solve-{n}", f"solution of {count} systems of {n} × {n}", ["PyTorch"])

# Operations by the usual count (Golub, Van Loan, "Matrix Computations"), whatever the method needs; vectors included.
COUNTS = {
    "solve": lambda m, n: 2 / 3 * n**3,
    "inverse": lambda m, n: 2 * n**3,
    "cholesky": lambda m, n: n**3 / 3,
    "qr": lambda m, n: 4 * m * n**2 - 4 / 3 * n**3,
    "svd": lambda m, n: 21 * n**3,
    "symmetricEigen": lambda m, n: 9 * n**3,
    "eigen": lambda m, n: 25 * n**3,
}
for n in (200, 800):
    for name, count in COUNTS.items():
        add("factorizations", f"{name}-{n}", f"`{name}` of {n} × {n}, double", ["PyTorch", "NumPy"], flops=count(n, n),
            precision="double")
        if name == "qr" and n == 800:
            add("factorizations", "qr-4000x400", "`qr` of 4000 × 400, double", ["PyTorch", "NumPy"],
                flops=count(4000, 400), precision="double")

add("tiny", "lesson-step", "lesson-size step, 4 × 1, by the loop of a plan", ["JAX", "PyTorch"])
for m, n in ((4, 1), (16, 4), (64, 8), (256, 8)):
    add("tiny", f"fit-{m}x{n}", f"step of `LinearRegression.fit`, {m} × {n}", ["JAX"])
add("tiny", "xor", "step of MLP 2-8-1 on four rows", ["JAX", "PyTorch"])
add("tiny", "scan-60", "scan of 60 scalars over 10,000 steps, with gradient", ["JAX", "PyTorch"])
for n, trajectories in ((1, "one trajectory"), (256, "256 trajectories")):
    add("tiny", f"runge-kutta-{n}", f"200 Runge–Kutta steps of {trajectories}, value and gradient", ["JAX", "PyTorch"],
        tolerance=0.01)
add("tiny", "own-loop-linear", "own loop, a gradient and an update a step: 64-1, 256 rows", ["JAX", "PyTorch"],
    beside={"`fit`": "step-linear"})
add("tiny", "own-loop-mlp", "own loop, a gradient and an update a step: 64-64-64-1, batch 64", ["JAX", "PyTorch"],
    beside={"`fit`": "mlp-64"})


def network_flops(batch, widths):
    """Of forward and backward; the gradient of the inputs is not computed."""
    products = [a * b for a, b in zip(widths, widths[1:])]
    return 2 * batch * (3 * sum(products) - products[0])


for name, batch, widths in (
    ("mlp-64", 64, (64, 64, 64, 1)), ("mlp-256", 256, (128, 256, 256, 1)), ("mlp-1024", 1024, (784, 1024, 1024, 1))):
    add("networks", name, f"MLP {'-'.join(map(str, widths))}, batch {batch}",
        ["JAX", "PyTorch", "MLX"][: 3 if batch < 1024 else 2], flops=network_flops(batch, widths))
add("networks", "mlp-1024-one-worker", "MLP 784-1024-1024-1 with one worker", [])

TABLE_BYTES = 1_000_000 * 64 * 4
# Mini-batches take the rows in another order in each library.
add("training", "linear-full", "full-batch linear step, 1M × 64", ["JAX", "PyTorch", "MLX"], bytes=TABLE_BYTES)
add("training", "logistic-full", "full-batch logistic step, 1M × 64", ["JAX", "PyTorch", "MLX"], bytes=TABLE_BYTES)
add("training", "linear-100-epochs", "100 full-batch epochs of linear regression, 1M × 64", ["JAX"],
    flops=1_000_000 * 65 * 66, precision="double")
add("training", "linear-mini", "mini-batch linear step, 256 × 64", ["scikit-learn", "PyTorch"], tolerance=0.5,
    bytes=256 * 65 * 4)
add("training", "logistic-mini", "mini-batch logistic step, 256 × 64", ["scikit-learn", "PyTorch"], tolerance=0.5,
    bytes=256 * 65 * 4)
add("training", "check-1m", "checks before training on 1M × 64", ["scikit-learn"], bytes=1_000_000 * 65 * 4)
add("training", "recommender", "recommender, epoch of 400k ratings, 5000 × 2000, rank 32: processor time",
    ["PyTorch", "JAX"])
add("training", "least-squares", "least squares, 100k × 200, double", ["PyTorch", "NumPy", "scikit-learn-intelex"],
    flops=100_000 * 200 * 201, precision="double")
add("training", "logistic-fit", "logistic regression, 100k × 200, double", ["scikit-learn", "scikit-learn-intelex"])

add("elementwise", "bce-10m", "cross-entropy of 10M logits, forward and backward", ["PyTorch"], bytes=3 * 40e6)
add("elementwise", "momentum-10m", "SGD with momentum, 10M parameters", ["PyTorch"], bytes=5 * 40e6)
add("elementwise", "adam-10m", "Adam, 10M parameters", ["PyTorch"], bytes=7 * 40e6)
add("elementwise", "add-1", "eager a + b on 1 element, recorded", ["PyTorch"])
add("elementwise", "sum-64m", "sum of 1M × 64", ["NumPy", "PyTorch"], bytes=256e6)
