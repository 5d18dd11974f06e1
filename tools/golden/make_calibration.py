"""Golden temperatures, intervals and their inputs, by SciPy and NumPy.

    python make_calibration.py FOLDER

writes calibration.json: scores z (multiples of 1/1024), true classes, and the T > 0 that SciPy's bounded search over
ln T finds for the mean log loss of softmax(z / T), or of logistic(z / T) where there is one score; absolute residuals
and, for each level c, NumPy's quantile ceil((n + 1) c) / n of them.
"""
import json
import math
import pathlib
import sys

import numpy as np
import scipy
from scipy.optimize import minimize_scalar
from scipy.special import log_expit, log_softmax


def loss(t, z, y):
    if z.shape[1] == 1:
        return -np.mean(log_expit((2 * y - 1) * z[:, 0] / t))
    return -np.mean(log_softmax(z / t, axis=1)[np.arange(len(y)), y])


def temperature(name, width, spread, seed, rows=200):
    rng = np.random.default_rng(seed)
    clean = rng.normal(size=(rows, width)) * 1.5
    z = np.round(clean * spread * 1024) / 1024
    classes = max(2, width)
    if width == 1:
        y = (rng.random(rows) < 1 / (1 + np.exp(-clean[:, 0]))).astype(int)
    else:
        p = np.exp(log_softmax(clean, axis=1))
        y = np.array([rng.choice(classes, p=row) for row in p])
    best = minimize_scalar(lambda u: loss(math.exp(u), z, y), bounds=(-3, 3), method="bounded",
                           options={"xatol": 1e-10})
    return {"name": name, "width": width, "z": z.ravel().tolist(), "y": y.tolist(),
            "T": math.exp(best.x), "before": loss(1, z, y), "after": best.fun}


def interval(n, seed):
    rng = np.random.default_rng(seed)
    r = np.round(np.abs(rng.normal(size=n)) * 1024) / 1024
    levels = [c for c in (0.5, 0.8, 0.9, 0.95) if math.ceil((n + 1) * c) <= n]
    widths = [float(np.quantile(r, math.ceil((n + 1) * c) / n, method="inverted_cdf")) for c in levels]
    return {"residuals": r.tolist(), "levels": levels, "widths": widths}


def main(folder):
    t = [temperature("sure of itself", 3, 2.5, 1), temperature("unsure", 3, 0.4, 2),
         temperature("two classes", 1, 3.0, 3), temperature("as it is", 4, 1.0, 4)]
    i = [interval(n, 10 + n) for n in (9, 19, 50, 199, 200)]
    lines = ",\n".join(json.dumps(c) for c in t), ",\n".join(json.dumps(c) for c in i)
    text = ('{"scipy": "%s", "numpy": "%s",\n"temperatures": [\n%s\n],\n"intervals": [\n%s\n]}\n'
            % (scipy.__version__, np.__version__, *lines))
    (pathlib.Path(folder) / "calibration.json").write_text(text)


main(sys.argv[1])
