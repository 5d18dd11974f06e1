"""Golden edges of bins of numbers, by NumPy in double precision.

    python make_bins.py FOLDER

writes bins.json: columns, how many bins are wanted, and their edges as float32.
"""
import json
import pathlib
import sys

import numpy as np


def edges(column, bins):
    quantiles = np.quantile(column, np.linspace(0, 1, bins + 1)).astype(np.float32)
    least = 1e-6 * (max(column) - min(column))
    kept = [quantiles[0]]
    for q in quantiles[1:]:
        if float(q) - float(kept[-1]) > least:
            kept.append(q)
    if len(kept) == 1:
        return [float(kept[0]) + m for m in range(bins + 1)]
    while len(kept) < bins + 1:
        widest = int(np.argmax(np.diff(kept)))
        kept.insert(widest + 1, np.float32((float(kept[widest]) + float(kept[widest + 1])) / 2))
    return [float(k) for k in kept]


def main():
    rng = np.random.default_rng(1)
    columns = [
        ("normal", rng.normal(size=101), 16),
        ("heavy tail", np.exp(2 * rng.normal(size=64)), 7),
        ("two values", np.array([0.0, 1, 1, 0, 1]), 4),
        ("few values, many of one", np.array([3.0] * 20 + [-1, 2.5, 7]), 6),
        ("one value", np.array([4.5, 4.5, 4.5]), 3),
        ("one row", np.array([-2.0]), 2),
        ("one bin", rng.normal(size=9), 1),
        ("almost the same twice", np.array([0.0, 1e-7, 1, 2, 2 + 1e-6]), 4),
    ]
    cases = []
    for name, column, bins in columns:
        column = column.astype(np.float32).astype(float)
        cases.append({"name": name, "bins": bins, "column": column.tolist(), "edges": edges(column, bins)})
    lines = ",\n".join(json.dumps(c) for c in cases)
    made_by = f"tools/golden/make_bins.py, NumPy {np.__version__}"
    folder = pathlib.Path(sys.argv[1])
    (folder / "bins.json").write_text(f'{{\n"made_by": "{made_by}",\n"cases": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
