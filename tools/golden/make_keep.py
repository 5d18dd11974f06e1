"""Golden means of weights, best epochs, clipped numbers, by NumPy alone.

    python make_keep.py FOLDER

writes keep.json: weights after each step (multiples of 1/1024) and their exponential mean of memory b as one sum,
b^(n-1) w_1 + (1 - b) sum of b^(n-t) w_t, not step by step; validation values of epochs with the first and the last
best of them (NaN never is); outputs of a network in units of a scaled target, with NumPy's clip of mean + sd output.
"""
import json
import pathlib
import sys

import numpy as np


def means(rng):
    cases = []
    for b, steps in ((0.5, 1), (0.8, 7), (0.99, 40)):
        w = np.round(rng.normal(size=(steps, 5)) * 1024) / 1024
        powers = (1 - b) * b ** np.arange(steps - 1, -1, -1.0)
        powers[0] = b ** (steps - 1)
        cases.append({"b": b, "weights": w.tolist(), "mean": (powers @ w).tolist()})
    return cases


def epochs(rng):
    cases = []
    for higher in (True, False):
        for _ in range(4):
            v = np.round(rng.random(12) * 4) / 4
            v[rng.integers(12)] = np.nan
            best = np.nanmax(v) if higher else np.nanmin(v)
            at = np.flatnonzero(v == best) + 1  # epochs count from 1
            values = [None if np.isnan(x) else float(x) for x in v]
            cases.append({"higher": higher, "values": values, "first": int(at[0]), "last": int(at[-1])})
    return cases


def clipped(rng):
    mean, sd, low, high = 12.5, 4.0, 3.25, 20.0
    a = np.round(rng.normal(size=40) * 2 * 1024) / 1024
    return {"mean": mean, "sd": sd, "low": low, "high": high, "outputs": a.tolist(),
            "numbers": np.clip(mean + sd * a, low, high).tolist()}


rng = np.random.default_rng(20261129)
text = json.dumps({"numpy": np.__version__, "means": means(rng), "epochs": epochs(rng), "clipped": clipped(rng)})
(pathlib.Path(sys.argv[1]) / "keep.json").write_text(text + "\n")
