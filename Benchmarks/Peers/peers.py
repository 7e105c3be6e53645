"""Runs every workload here and in other libraries by turns, on the same numbers, and says how many times faster one is.

    python peers.py [--rows products,fit-*] [--seconds 0.25] [--rounds 5] [--out results.json]

Each library runs in a process of its own and idles while another one works; one that is not installed is left out. A
time is the median of one session; its spread is half the distance between the quartiles of all repetitions over the
median. With `--rows` the results of these rows replace those in the file, and the others stay there."""

import argparse
import datetime
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time

import machine
import rows as catalogue

HERE = os.path.dirname(os.path.abspath(__file__))

# The threads of a library that has just worked look out for more, for some 200 ms with OpenMP's usual settings.
PAUSE = 0.25


class Runner:
    """A process that runs the workloads of one library."""

    def __init__(self, command, environment):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, **environment})

    def answer(self):
        return json.loads(self.process.stdout.readline() or '{"error": "the process ended"}')

    def run(self, workload, seconds):
        try:
            self.process.stdin.write(f"{workload} {seconds}\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            return {"error": "the process ended"}
        return self.answer()


class Session:
    """The libraries, started when a row needs them."""

    def __init__(self, tessera, numbers, options):
        self.environment, self.options = {"TESSERA_PEERS_NUMBERS": numbers}, options
        self.runners = {"Tessera": Runner([tessera], self.environment)}
        self.about = {"Tessera": machine.system_openblas(), "processor": machine.processor()}
        self.disagreements = []

    def runner(self, library):
        """The runner of a library; None if it cannot be used, which is said once."""
        if library not in self.runners:
            runner = Runner([sys.executable, os.path.join(HERE, "libraries", "serve.py"), library], self.environment)
            answer = runner.answer()
            if "error" in answer:
                print(f"{library} is left out: {answer['error']}", file=sys.stderr)
                runner = None
            else:
                self.about[library] = answer["about"]
            self.runners[library] = runner
        return self.runners[library]

    def measure(self, row):
        """Median and spread in milliseconds of all that the row compares, Tessera first; None without Tessera."""
        contestants = {"Tessera": ("Tessera", row.workload)}
        contestants |= {label: ("Tessera", workload) for label, workload in row.beside.items()}
        contestants |= {peer: (peer, row.workload) for peer in row.peers if self.runner(peer)}
        times = {name: [] for name in contestants}
        checks = {}
        for _ in range(self.options.rounds):
            for name, (library, workload) in list(contestants.items()):
                time.sleep(PAUSE if len(contestants) > 1 else 0)
                start = time.perf_counter()
                answer = self.runners[library].run(workload, self.options.seconds)
                if "error" in answer:
                    print(f"{row.workload} is left out in {name}: {answer['error']}", file=sys.stderr)
                    if name == "Tessera":
                        return None
                    del contestants[name], times[name]
                    continue
                times[name] += answer["ms"]
                checks[name] = answer["check"]
                factor = statistics.median(answer["ms"]) / statistics.median(times["Tessera"])
                if factor > 10 and time.perf_counter() - start > 4:
                    # One round says enough.
                    del contestants[name]
        for name in row.peers:
            if name in times and not agree(checks["Tessera"], checks[name], row.tolerance):
                results = f"Tessera computes {checks['Tessera']}, {name} {checks[name]}"
                self.disagreements.append(f"{row.workload}: {results}")
        return {name: median_and_spread(values) for name, values in times.items()}

    def close(self):
        for runner in self.runners.values():
            if runner:
                runner.process.stdin.close()


def median_and_spread(times):
    times = sorted(times)
    quartiles = statistics.quantiles(times, n=4) if len(times) > 1 else [times[0]] * 3
    return statistics.median(times), (quartiles[2] - quartiles[0]) / 2 / statistics.median(times)


def agree(a, b, tolerance):
    """Whether two results agree; 0 stands for one that is not compared."""
    return a == 0 or b == 0 or math.isclose(a, b, rel_tol=tolerance)


def limit(row, rates):
    """The milliseconds that the row's arithmetic or memory takes at the rates of the machine, two workers."""
    if row.flops:
        return {"limit_ms": row.flops / rates[f"fma-{row.precision}-2"], "limit": "peak"}
    if row.bytes:
        return {"limit_ms": row.bytes / rates["read-2"], "limit": "read"}
    return {}


def result(row, found):
    ours, spread = found.pop("Tessera")
    beside = {label: found.pop(label) for label in row.beside}
    return {
        "workload": row.workload, "title": row.title, "group": row.group, "ms": ours, "spread": spread,
        "peers": found, "beside": beside, "date": datetime.date.today().isoformat()}


def results(session, chosen):
    """The machine's own rows, then those chosen, beside what the machine could do."""
    rates = {}
    for row in catalogue.MACHINE:
        found = session.measure(row)
        # Operations or bytes a millisecond.
        rates[row.workload] = (row.flops or row.bytes) / found["Tessera"][0]
        yield {**result(row, found), "rate": rates[row.workload], "unit": "GFLOP/s" if row.flops else "GB/s"}
    for row in chosen:
        found = session.measure(row)
        if found:
            yield {**result(row, found), **limit(row, rates)}


def describe(row):
    text = f"{row['title']:66s} {row['ms']:10.4g} ms ±{100 * row['spread']:3.0f} %"
    if "rate" in row:
        text += f"  {row['rate'] / 1e6:.1f} {row['unit']}"
    if row["peers"]:
        name, (ms, spread) = min(row["peers"].items(), key=lambda peer: peer[1][0])
        text += f"  {ms / row['ms']:8.3g} times as fast as {name} ({ms:.4g} ms ±{100 * spread:3.0f} %)"
    if "limit" in row:
        text += f"  {100 * row['limit_ms'] / row['ms']:.0f} % of the {row['limit']}"
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=0.25)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rows", default="", help="groups or workloads, as products,fit-*; all if empty")
    parser.add_argument("--out", default="")
    parser.add_argument("--tessera", default=os.path.join(HERE, ".build/release/Workloads"))
    options = parser.parse_args()
    # Settings that slow a library down are not the user's of these measurements.
    for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE"):
        os.environ.pop(name, None)

    import numpy as np

    chosen = catalogue.selected(options.rows)
    kept = json.load(open(options.out)) if options.rows and os.path.exists(options.out) else {"about": {}, "rows": {}}
    with tempfile.TemporaryDirectory() as folder:
        numbers = os.path.join(folder, "numbers.f32")
        np.random.default_rng(7).uniform(-1, 1, 64_000_000).astype(np.float32).tofile(numbers)
        session = Session(options.tessera, numbers, options)
        for row in results(session, chosen):
            kept["rows"][row["workload"]] = row
            kept["about"] |= session.about
            print(describe(row), flush=True)
            if options.out:
                with open(options.out, "w") as file:
                    json.dump(kept, file, indent=1)
        session.close()
    if session.disagreements:
        sys.exit("\n".join(session.disagreements))


if __name__ == "__main__":
    main()
