"""Runs the workloads of one library: `python serve.py torch` prints a line about the library, then answers lines
"NAME SECONDS" on standard input with a JSON line each, as the Swift program Workloads does."""

import importlib
import json
import sys

MODULES = {
    "PyTorch": "torch_workloads",
    "JAX": "jax_workloads",
    "NumPy": "numpy_workloads",
    "OpenBLAS": "openblas_workloads",
    "MLX": "mlx_workloads",
    "scikit-learn": "sklearn_workloads",
    "scikit-learn-intelex": "sklearnex_workloads",
}


def main():
    # Prints of a library must not come between the answers.
    answers, sys.stdout = sys.stdout, sys.stderr

    def answer(content):
        print(json.dumps(content), file=answers, flush=True)

    try:
        module = importlib.import_module(MODULES[sys.argv[1]])
        workloads = module.workloads()
    except (ImportError, OSError, AttributeError) as error:
        return answer({"error": f"{type(error).__name__}: {error}"})
    answer({"about": module.about()})
    name, made = None, None
    for line in sys.stdin:
        wanted, seconds = line.split()
        try:
            if wanted != name:
                made = None
                name, made = wanted, workloads[wanted]()
            times, check = made.run(float(seconds))
            answer({"workload": name, "ms": times, "check": check})
        except Exception as error:
            name = None
            answer({"error": f"{type(error).__name__}: {error}"})


if __name__ == "__main__":
    main()
