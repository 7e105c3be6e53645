"""Writes tables of made-up rows, the same ones at every run, to a folder."""

import csv
import math
import pathlib
import random
import sys


def write(path, names, rows):
    with open(path, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(rows)


def houses(generator, count):
    for _ in range(count):
        area, rooms = generator.uniform(30, 220), generator.randint(1, 7)
        age, distance, garden = generator.uniform(0, 90), generator.expovariate(0.1), generator.choice([0, 1])
        price = 40 + 2.1 * area + 6 * rooms - 0.6 * age - 1.5 * distance + 12 * garden + generator.gauss(0, 25)
        sold = int(generator.random() < 1 / (1 + math.exp(-(0.02 * area - 0.05 * distance - 0.02 * age))))
        kind = generator.randint(0, 2)
        x, y = generator.gauss([0, 2, 1][kind], 0.7), generator.gauss([0, 0.3, 2][kind], 0.7)
        yield [round(v, 3) for v in (area, rooms, age, distance, garden, max(price, 5), sold, x, y)] + [kind]


def moons(generator, count):
    for row in range(count):
        angle, upper = generator.uniform(0, math.pi), row % 2
        x, y = math.cos(angle), math.sin(angle)
        point = (x, y) if upper else (1 - x, 0.5 - y)
        yield [round(v + generator.gauss(0, 0.15), 4) for v in point] + [upper]


def main():
    folder = pathlib.Path(sys.argv[1])
    generator = random.Random(7)
    names = ["area", "rooms", "age", "distance", "garden", "price", "sold", "x", "y", "kind"]
    rows = list(houses(generator, 1500))
    write(folder / "rows.csv", names, rows)
    write(folder / "one-class.csv", names, [row for row in rows if row[6] == 1])
    write(folder / "moons.csv", ["x1", "x2", "class"], moons(generator, 600))
    # Names that a page must neither run as code nor let grow out of the window.
    wide = [f"feature number {index} <b>&amp; {'long' * 6}" for index in range(24)] + ["<script>alert(1)</script>"]
    wide.append("the target, with a name that is much longer than a narrow window can show on one line")
    write(folder / "wide.csv", wide, ([generator.gauss(0, 10 ** generator.randint(0, 5)) for _ in wide] for _ in range(200)))


if __name__ == "__main__":
    main()
