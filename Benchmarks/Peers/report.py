"""Writes the results of peers.py into a page, between the lines that mark their place.

    python report.py results.json ../../docs/performance.md"""

import json
import sys

import rows as catalogue

BEGIN, END = "<!-- peers: begin -->", "<!-- peers: end -->"
GROUPS = {
    "products": "Products",
    "batched": "Many small matrices",
    "factorizations": "Factorisations",
    "tiny": "Tiny steps and recurrences",
    "networks": "Networks",
    "training": "Training and regression",
    "elementwise": "Elementwise work and eager operations",
}


def number(value):
    return f"{value:.3g}" if value < 1000 else f"{value:.0f}"


def duration(ms):
    for unit, factor in (("ns", 1e6), ("µs", 1e3), ("ms", 1)):
        if ms * factor < 999.5:
            return f"{number(ms * factor)} {unit}"
    return f"{number(ms / 1e3)} s"


def time(pair):
    return f"{duration(pair[0])} ± {100 * pair[1]:.0f} %"


def line(row):
    """Tessera, the fastest peer, how many times faster Tessera is, the part of the machine's rate, the other peers."""
    peers = sorted(row["peers"].items(), key=lambda peer: peer[1][0])
    best, its, ratio = "", "", ""
    if peers:
        best, its, ratio = peers[0][0], time(peers[0][1]), number(peers[0][1][0] / row["ms"])
    part = f"{100 * row['limit_ms'] / row['ms']:.0f} % of the {row['limit']}" if "limit" in row else ""
    others = [f"{name} {duration(pair[0])}" for name, pair in [*row["beside"].items(), *peers[1:]]]
    ours = time((row["ms"], row["spread"]))
    return f"| {row['title']} | {ours} | {best} | {its} | {ratio} | {part} | {', '.join(others)} |"


def machine_table(rows):
    lines = ["| the machine | one worker | two workers |", "|---|---|---|"]
    for name, title in (
        ("fma-float", "multiply–adds in registers, float"), ("fma-double", "multiply–adds in registers, double"),
        ("read", "read of memory, 256 MB")):
        rates = [rows[f"{name}-{workers}"] for workers in (1, 2)]
        lines.append(f"| {title} | " + " | ".join(f"{number(r['rate'] / 1e6)} {r['unit']}" for r in rates) + " |")
    return lines


def tables(rows):
    for group, title in GROUPS.items():
        known = [rows[row.workload] for row in catalogue.ROWS if row.group == group and row.workload in rows]
        if not known:
            continue
        yield from [
            "", f"**{title}**", "",
            "| workload | Tessera | fastest peer | its time | ratio | of the machine | others |",
            "|---|---|---|---|---|---|---|", *map(line, known)]


def workers(rows):
    both, one = rows.get("mlp-1024"), rows.get("mlp-1024-one-worker")
    if both and one:
        yield from ["", f"Two workers against one, MLP 784-1024-1024-1: {one['ms'] / both['ms']:.2f} times as fast."]


def main():
    results = json.load(open(sys.argv[1]))
    rows, about = results["rows"], dict(results["about"])
    dates = sorted({row["date"] for row in rows.values()})
    processor, ours = about.pop("processor"), about.pop("Tessera")
    text = [
        BEGIN,
        f"{processor}; release build; {' to '.join(dict.fromkeys((dates[0], dates[-1])))}. Tessera calls {ours}. "
        f"Peers: {', '.join(sorted(about.values()))}.", "",
        *machine_table(rows), *tables(rows), *workers(rows), END,
    ]
    page = open(sys.argv[2]).read()
    if BEGIN not in page or END not in page:
        sys.exit(f"{sys.argv[2]} has no lines {BEGIN} and {END} to write between")
    before, after = page.split(BEGIN)[0], page.split(END)[1]
    open(sys.argv[2], "w").write(before + "\n".join(text) + after)


if __name__ == "__main__":
    main()
