"""Runs every workload here and in other libraries by turns, on the same numbers, and says how many times faster one is.

    python peers.py [--seconds 1] [--rounds 5] [--only NAME,NAME] [--out results.jsonl]

Each library runs in a process of its own and idles while another one works. A ratio is that of two medians of one
session; `spread` is half the distance between the quartiles of all repetitions over their median."""

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))

# Workload, what it is called in the table, and the peers it is compared with: the ratio asked for, or None.
WORKLOADS = [
    ("lesson-step", "lesson-size step, 4 × 1", {"jax": 1.0, "torch": 500}),
    ("linear-full", "full-batch linear step, 1M × 64", {"jax": 3.3, "torch": None}),
    ("logistic-full", "full-batch logistic step, 1M × 64", {"jax": 3.0, "torch": None}),
    ("linear-100-epochs", "100 full-batch epochs of linear regression, 1M × 64", {"jax": 50}),
    ("linear-mini", "mini-batch linear step, 256 × 64", {"scikit-learn": 6, "torch": 30}),
    ("logistic-mini", "mini-batch logistic step, 256 × 64", {"scikit-learn": 6, "torch": 30}),
    ("mlp-64", "MLP 64-64-64-1, batch 64", {"jax": 2.0, "torch": None}),
    ("mlp-256", "MLP 128-256-256-1, batch 256", {"jax": 1.25, "torch": None}),
    ("mlp-1024", "MLP 784-1024-1024-1, batch 1024", {"jax": 1.0, "torch": None}),
    ("matmul-4", "batched matmul forward and backward, n = 4", {"torch": 5, "numpy": None}),
    ("matmul-8", "batched matmul forward and backward, n = 8", {"torch": 5, "numpy": None}),
    ("matmul-16", "batched matmul forward and backward, n = 16", {"torch": 2.2, "numpy": None}),
    ("matmul-32", "batched matmul forward and backward, n = 32", {"torch": 1.5, "numpy": None}),
    ("matmul-64", "batched matmul forward and backward, n = 64", {"torch": 1.1, "numpy": None}),
    ("matmul-128", "batched matmul forward and backward, n = 128", {"torch": 1.1, "numpy": None}),
    ("bce-10m", "cross-entropy of 10M logits, forward and backward", {"torch": 8}),
    ("momentum-10m", "SGD with momentum, 10M parameters", {"torch": 1.0}),
    ("adam-10m", "Adam, 10M parameters", {"torch": 4.0}),
    ("add-1", "eager a + b on 1 element, recorded", {"torch": 3}),
    ("least-squares", "least squares, 100k × 200, double", {"torch": 3.5, "numpy": 5}),
    ("logistic-fit", "logistic regression, 100k × 200, double", {"scikit-learn": 5}),
    ("cholesky-4", "Cholesky of 12500 matrices of 4 × 4", {"torch": 3}),
    ("cholesky-8", "Cholesky of 3125 matrices of 8 × 8", {"torch": 3}),
    ("cholesky-16", "Cholesky of 781 matrices of 16 × 16", {"torch": 3}),
    ("cholesky-32", "Cholesky of 195 matrices of 32 × 32", {"torch": 3}),
    ("solve-4", "solution of 12500 systems of 4 × 4", {"torch": 3}),
    ("solve-8", "solution of 3125 systems of 8 × 8", {"torch": 3}),
    ("solve-16", "solution of 781 systems of 16 × 16", {"torch": 3}),
    ("solve-32", "solution of 195 systems of 32 × 32", {"torch": 3}),
    ("mlp-1024-one-worker", "MLP 784-1024-1024-1 with one worker", {}),
    ("read-64m", "one read of 1M × 64", {"numpy": None}),
    ("sgemm", "product of 1024 × 1024 matrices", {"torch": None}),
]

# What no implementation can beat: another workload of ours and a factor, in the same session.
LIMITS = {
    "linear-full": ("read-64m", 1),
    "logistic-full": ("read-64m", 1),
    # Multiplications of the step over those of the product.
    "mlp-1024": ("sgemm", (3 * (784 * 1024 + 1024 * 1024 + 1024) - 784 * 1024) * 1024 / 1024**3),
}

# How far results of different libraries may be apart: other orders of addition, and for mini-batches other orders of rows.
TOLERANCES = {"linear-mini": 0.5, "logistic-mini": 0.5}


# The threads of a library that has just worked look out for more, for some 200 ms with OpenMP's usual settings.
PAUSE = 0.3


class Runner:
    def __init__(self, command, environment):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, **environment})

    def run(self, workload, seconds):
        self.process.stdin.write(f"{workload} {seconds}\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline() or '{"error": "the process ended"}')
        if "error" in answer:
            sys.exit(f"{workload}: {answer['error']}")
        return answer


def median_and_spread(times):
    times = sorted(times)
    quartiles = statistics.quantiles(times, n=4) if len(times) > 1 else [times[0]] * 3
    return statistics.median(times), (quartiles[2] - quartiles[0]) / 2 / statistics.median(times)


def agree(workload, a, b):
    if a == 0 or b == 0:
        return True
    return math.isclose(a, b, rel_tol=TOLERANCES.get(workload, 1e-3))


def measure(workload, runners, options):
    """Milliseconds of every library, ours first in each round."""
    times = {name: [] for name in runners}
    checks = {}
    for _ in range(options.rounds):
        for name, runner in runners.items():
            time.sleep(PAUSE)
            answer = runner.run(workload, options.seconds)
            times[name] += answer["ms"]
            checks[name] = answer["check"]
    for name, check in checks.items():
        if not agree(workload, checks["tessera"], check):
            sys.exit(f"{workload}: tessera computes {checks['tessera']}, {name} {check}")
    return {name: median_and_spread(values) for name, values in times.items()}


def rows(workload, title, wanted, found, limits):
    ours, spread = found["tessera"]
    base = {"workload": workload, "title": title, "ours_ms": ours, "ours_spread": spread}
    if workload in LIMITS and LIMITS[workload][0] in limits:
        name, factor = LIMITS[workload]
        base["limit_ms"] = limits[name] * factor
    if not wanted:
        yield base
    for peer, ratio in wanted.items():
        theirs, theirs_spread = found[peer]
        yield {
            **base, "peer": peer, "peer_ms": theirs, "peer_spread": theirs_spread, "ratio": theirs / ours,
            "target": ratio}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=1)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="")
    parser.add_argument("--out", default="")
    parser.add_argument("--tessera", default=os.path.join(HERE, ".build/release/Workloads"))
    options = parser.parse_args()
    # Settings that slow a library down are not the user's of these measurements.
    for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
        os.environ.pop(name, None)

    import numpy as np

    chosen = [w for w in WORKLOADS if not options.only or w[0] in options.only.split(",")]
    # Those that are limits of others come first.
    chosen.sort(key=lambda w: w[0] not in ("read-64m", "sgemm"))
    lines, limits = [], {}
    with tempfile.TemporaryDirectory() as folder:
        numbers = os.path.join(folder, "numbers.f32")
        np.random.default_rng(7).uniform(-1, 1, 64_000_000).astype(np.float32).tofile(numbers)
        environment = {"TESSERA_PEERS_NUMBERS": numbers}
        everyone = {"tessera": Runner([options.tessera], environment)}
        for workload, title, wanted in chosen:
            for peer in wanted:
                if peer not in everyone:
                    everyone[peer] = Runner([sys.executable, os.path.join(HERE, "libraries.py"), peer], environment)
            runners = {name: everyone[name] for name in ["tessera", *wanted]}
            found = measure(workload, runners, options)
            limits[workload] = found["tessera"][0]
            for row in rows(workload, title, wanted, found, limits):
                lines.append(row)
                print(describe(row), flush=True)
        for runner in everyone.values():
            runner.process.stdin.close()
    if options.out:
        with open(options.out, "w") as file:
            file.writelines(json.dumps(line) + "\n" for line in lines)


def describe(row):
    text = f"{row['title']:58s} {row['ours_ms']:10.4g} ms"
    if "peer" in row:
        text += f"   {row['peer']:12s} {row['peer_ms']:10.4g} ms   {row['ratio']:7.2f} times"
        if row["target"]:
            text += f"  (asked for {row['target']:g}{'' if row['ratio'] >= row['target'] else ', short'})"
    if "limit_ms" in row:
        text += f"   {row['ours_ms'] / row['limit_ms']:.2f} of the limit"
    return text


if __name__ == "__main__":
    main()
