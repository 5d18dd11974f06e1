"""Writes the generated table of the race: 20,000 rows of 20 numbers and a class a, b or c, always the same.

    make_table.py FILE

The classes are those of a random network: 6 tanh units of 3 numbers each and their products, so that a linear
model stays well below; 2 of 100 rows have a class drawn at random. The first 16,000 rows are for training.
"""
import math, random, sys

ROWS, INPUTS, UNITS, CLASSES = 20_000, 20, 6, 3


def main(path):
    rng = random.Random(20)
    normal = lambda scale: rng.gauss(0, scale)
    first = [[(i, normal(1)) for i in rng.sample(range(INPUTS), 3)] for _ in range(UNITS)]
    bias = [normal(1) for _ in range(UNITS)]
    second = [[normal(1) for _ in range(2 * UNITS)] for _ in range(CLASSES)]
    with open(path, "w", encoding="ascii") as out:
        out.write(",".join(f"x{i}" for i in range(INPUTS)) + ",class\n")
        for _ in range(ROWS):
            x = [round(normal(1), 5) for _ in range(INPUTS)]
            a = [math.tanh(sum(w * x[i] for i, w in unit) + b) for unit, b in zip(first, bias)]
            a += [p * q for p, q in zip(a, a[1:] + a[:1])]
            z = [sum(w * v for w, v in zip(row, a)) for row in second]
            best = z.index(max(z)) if rng.random() >= 0.02 else rng.randrange(CLASSES)
            out.write(",".join(map(str, x)) + "," + "abc"[best] + "\n")


main(sys.argv[1])
