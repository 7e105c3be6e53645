"""Writes the results of peers.py into a page, between the lines that mark their place.

    python report.py results.jsonl ../../docs/performance.md"""

import datetime
import json
import os
import platform
import sys

BEGIN, END = "<!-- peers: begin -->", "<!-- peers: end -->"


def number(value):
    return f"{value:.3g}" if value < 1000 else f"{value:.0f}"


def duration(ms):
    for unit, factor in (("ns", 1e6), ("µs", 1e3), ("ms", 1)):
        if ms * factor < 999.5:
            return f"{number(ms * factor)} {unit}"
    return f"{number(ms / 1e3)} s"


def machine():
    model = "unknown processor"
    if os.path.exists("/proc/cpuinfo"):
        lines = [line.split(":", 1) for line in open("/proc/cpuinfo") if ":" in line]
        known = {name.strip(): value.strip() for name, value in lines}
        count = sum(name.strip() == "processor" for name, _ in lines)
        wide = "AVX-512" if "avx512f" in known.get("flags", "") else "AVX2" if "avx2" in known.get("flags", "") else ""
        parts = [known.get("model name", model), f"family {known['cpu family']}" if "cpu family" in known else "", wide]
        model = ", ".join([part for part in parts if part] + [f"{count} processors"])
    return f"{model}, {platform.system()} {platform.machine()}"


def line(row):
    ours = f"{duration(row['ours_ms'])} ± {100 * row['ours_spread']:.0f} %"
    limit = f"{row['ours_ms'] / row['limit_ms']:.2f}" if "limit_ms" in row else ""
    if "peer" not in row:
        return f"| {row['title']} | {ours} | | | | | {limit} |"
    target = row["target"]
    verdict = "" if not target else ("reached" if row["ratio"] >= target else "**short**")
    return (
        f"| {row['title']} | {ours} | {row['peer']} | {duration(row['peer_ms'])} ± {100 * row['peer_spread']:.0f} % | "
        f"{row['ratio']:.2f} | {f'{target:g} {verdict}' if target else ''} | {limit} |")


def workers(rows):
    by_name = {row["workload"]: row["ours_ms"] for row in rows}
    if "mlp-1024" not in by_name or "mlp-1024-one-worker" not in by_name:
        return []
    ratio = by_name["mlp-1024-one-worker"] / by_name["mlp-1024"]
    return ["", f"Two workers against one, MLP 784-1024-1024-1: {ratio:.2f} times as fast (asked for 1.85)."]


def main():
    rows = [json.loads(text) for text in open(sys.argv[1])]
    today = datetime.date.today().isoformat()
    text = [
        BEGIN,
        f"{machine()}; release build; {today}. Medians of one session; ± is half the distance of the quartiles. "
        "A ratio above 1 means that Tessera is faster; the limit is what the memory or the product of matrices alone "
        "takes.",
        "",
        "| workload | Tessera | peer | its time | ratio | asked for | of the limit |",
        "|---|---|---|---|---|---|---|",
        *map(line, rows),
        *workers(rows),
        END,
    ]
    page = open(sys.argv[2]).read()
    if BEGIN not in page or END not in page:
        sys.exit(f"{sys.argv[2]} has no lines {BEGIN} and {END} to write between")
    before, after = page.split(BEGIN)[0], page.split(END)[1]
    open(sys.argv[2], "w").write(before + "\n".join(text) + after)


if __name__ == "__main__":
    main()
