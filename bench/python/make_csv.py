"""Writes a large table, always the same: 16 numbers with 2 % blanks, a text of 10 levels, a date, 2 whole numbers.

    make_csv.py FILE [ROWS]      1,000,000 rows unless said, about 180 MB
"""
import datetime, os, random, sys

LEVELS = ["red", "green", "blue", "yellow", "black", "white", "orange", "violet", "brown", "grey"]


def main(path, rows=1_000_000):
    rng = random.Random(7)
    draw, day = rng.random, datetime.date(2001, 1, 1)
    days = [(day + datetime.timedelta(i)).isoformat() for i in range(9000)]
    # The scale differs from column to column, so that numbers have one to four digits before the point.
    scales = [10 ** (i % 4) for i in range(16)]
    with open(path + ".part", "w", encoding="ascii") as out:
        out.write(",".join(f"n{i}" for i in range(16)) + ",colour,day,count,id\n")
        for row in range(rows):
            line = ["" if draw() < 0.02 else "%.6f" % ((draw() - 0.5) * s) for s in scales]
            line += [LEVELS[int(draw() * 10)], days[int(draw() * 9000)], str(int(draw() * 1000)), str(row * 7919 % 1_000_003)]
            out.write(",".join(line) + "\n")
    os.replace(path + ".part", path)


main(sys.argv[1], *map(int, sys.argv[2:]))
