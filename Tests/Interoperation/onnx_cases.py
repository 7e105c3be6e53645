"""Computes the stored single-operation cases of the ONNX standard by the library and reports what it can say.

    python onnx_cases.py PROGRAM [--operations Conv,TopK] [--cases]

PROGRAM reads a case a line and answers in a line (see Sources/Cases). A case is said if no result of it takes more than
three public calls; wrong if a value differs on one of the backends; a trap if the program ends. The exit status is 1 if
a case is wrong or a trap, or if fewer than 95 % are said."""

import argparse
import base64
import collections
import json
import subprocess
import sys
import tempfile

import numpy

import scope
import stored_cases

# The tolerances of the standard's own runner.
RELATIVE, ABSOLUTE = 1e-3, 1e-7
MOST_CALLS, TARGET = 3, 0.95
TYPES = {
    "float": "<f4", "double": "<f8", "float16": "<f2", "int32": "<i4", "int64": "<i8", "uint8": "u1", "bool": "?"}


class Program:
    """The process that computes cases. It is started again after it has ended."""

    def __init__(self, command):
        self.command, self.process, self.errors = command, None, None

    def ask(self, case):
        """The answer to a case; None if the process ended."""
        if self.process is None:
            self.errors = tempfile.TemporaryFile(mode="w+")
            self.process = subprocess.Popen(
                self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors, text=True)
        try:
            self.process.stdin.write(json.dumps(case) + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        return json.loads(line) if line else None

    def last_words(self):
        """What a process that ended has written about it; the next case starts another one."""
        self.process.wait()
        self.process = None
        self.errors.seek(0)
        lines = [line.strip() for line in self.errors if "error:" in line.lower()]
        return lines[0] if lines else "the process ended"


def decoded(tensor):
    return numpy.frombuffer(base64.b64decode(tensor["data"]), dtype=TYPES[tensor["type"]]).reshape(tensor["shape"])


def difference(result, expected):
    """How a result differs from the expected one; None if it does not. Integers may have another width."""
    if result.shape != expected.shape:
        return f"shape {result.shape}, expected {expected.shape}"
    kinds = {"i": "integer", "u": "integer", "b": "bool", "f": "real"}
    if kinds[result.dtype.kind] != kinds[expected.dtype.kind]:
        return f"type {result.dtype}, expected {expected.dtype}"
    if expected.dtype.kind == "f":
        if result.dtype != expected.dtype:
            return f"type {result.dtype}, expected {expected.dtype}"
        same = numpy.isclose(result, expected, rtol=RELATIVE, atol=ABSOLUTE, equal_nan=True)
    else:
        same = result == expected
    if numpy.all(same):
        return None
    first = tuple(int(position[0]) for position in numpy.nonzero(~numpy.atleast_1d(same)))
    values = numpy.atleast_1d(result)[first], numpy.atleast_1d(expected)[first]
    return f"{numpy.sum(~same)} of {same.size} elements, the first at {first}: {values[0]}, expected {values[1]}"


class Verdict:
    """What became of a case: `said`, `unsaid`, `wrong` or `trap`, and why."""

    def __init__(self, name, operation):
        self.name, self.operation = name, operation
        self.kind, self.reason, self.calls = "said", "", []

    def judge(self, answer, expected):
        if answer.get("unsaid"):
            self.kind, self.reason = "unsaid", answer["unsaid"]
            return
        self.calls = answer["calls"]
        if max(self.calls) > MOST_CALLS:
            self.kind, self.reason = "unsaid", f"takes {max(self.calls)} calls"
        for backend, results in answer["results"].items():
            if len(results) != len(expected):
                self.kind, self.reason = "wrong", f"{len(results)} results, expected {len(expected)}"
                return
            for index, (result, value) in enumerate(zip(results, expected)):
                reason = difference(decoded(result), value)
                if reason:
                    self.kind, self.reason = "wrong", f"result {index} on {backend}: {reason}"
                    return


def judged(program, case):
    verdict = Verdict(case.name, case.operation)
    for inputs, expected in case.data_sets():
        answer = program.ask(case.request(inputs, len(expected)))
        if answer is None:
            verdict.kind, verdict.reason = "trap", program.last_words()
        else:
            verdict.judge(answer, [stored_cases.widened(value) for value in expected])
        if verdict.kind != "said":
            break
    return verdict


def print_table(verdicts):
    print(f"{'operation':<34}{'cases':>7}{'said':>7}{'wrong':>7}{'traps':>7}")
    table = collections.defaultdict(collections.Counter)
    for verdict in verdicts:
        table[verdict.operation][verdict.kind] += 1
    for operation, counts in sorted(table.items()):
        print(f"{operation:<34}{counts.total():>7}{counts['said']:>7}{counts['wrong']:>7}{counts['trap']:>7}")


def print_reasons(title, entries):
    """Prints what is listed by reason: each with the number of its cases and their operations."""
    groups = collections.defaultdict(collections.Counter)
    for operation, reason in entries:
        groups[reason][operation] += 1
    print(f"\n{title}")
    for reason, operations in sorted(groups.items(), key=lambda group: -group[1].total()):
        names = ", ".join(f"{name} {count}" for name, count in sorted(operations.items()))
        print(f"  {operations.total():>4}  {reason}: {names}")


def print_totals(verdicts, stored):
    counts = collections.Counter(verdict.kind for verdict in verdicts)
    total, said = len(verdicts), counts["said"]
    together = sum(verdict.kind == "said" and sum(verdict.calls) <= MOST_CALLS for verdict in verdicts)
    print(f"\nONNX {scope.VERSION}: {stored} cases of one operation, {total} in scope")
    print(f"said, each result in one to three public calls: {said} ({said / total:.1%})")
    print(f"said, all results of a case together in at most three: {together} ({together / total:.1%})")
    print(f"wrong: {counts['wrong']}, traps: {counts['trap']}")
    return counts


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--operations", default="", help="some operations only, separated by commas")
    parser.add_argument("--cases", action="store_true", help="print the verdict of every case")
    options = parser.parse_args()
    names = set(filter(None, options.operations.split(",")))
    cases = [case for case in stored_cases.single_node_cases() if not names or case.operation in names]
    excluded = [(case, scope.reason_to_exclude(case)) for case in cases]
    program = Program([options.program])
    verdicts = [judged(program, case) for case, reason in excluded if reason is None]
    print_table(verdicts)
    if options.cases:
        for verdict in verdicts:
            print(f"  {verdict.name}: {verdict.kind} {verdict.calls} {verdict.reason}")
    print_reasons("out of scope:", [(case.operation, reason) for case, reason in excluded if reason is not None])
    unsaid = [verdict for verdict in verdicts if verdict.kind == "unsaid"]
    print_reasons("in scope and not said:", [(verdict.operation, verdict.reason) for verdict in unsaid])
    for verdict in verdicts:
        if verdict.kind in ("wrong", "trap"):
            print(f"{verdict.kind}: {verdict.name}: {verdict.reason}")
    counts = print_totals(verdicts, len(cases))
    failed = counts["wrong"] or counts["trap"] or (not names and counts["said"] < TARGET * len(verdicts))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
