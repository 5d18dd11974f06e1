"""Golden values of the metrics, by scikit-learn.

    python make_metrics.py FOLDER

writes metrics.json: for each set of rows, without and with row weights 1, 2, 3, 4, 1, ..., each metric that applies.
The rows are made by small formulas, the same as in core/src/test/java/dev/soma/eval/Rows.java; probabilities are raised
to 1e-7 and divided by their sum before log_loss.
"""
import json
import math
import pathlib
import sys

import numpy as np
import sklearn
from sklearn import metrics as m

N = 60
WEIGHTS = np.array([1.0 + i % 4 for i in range(N)])


def three():
    p, y = [], []
    for i in range(N):
        s = [1 + (i * k * k + 3 * k + i) % 7 for k in (1, 2, 3)]
        p.append([v / sum(s) for v in s])
        y.append(i // 3 % 3 if i % 3 == 0 else s.index(max(s)))
    return np.array(p), np.array(y)


def two():
    s = [i * 11 % 16 for i in range(N)]
    p = np.array([[1 - v / 16, v / 16] for v in s])
    return p, np.array([int(v + i * i % 13 > 13) for i, v in enumerate(s)])


def counts():
    centre = [i * 37 % 50 / 8 for i in range(N)]
    y = [max(0, math.floor(c + (i * i % 9 - 4) / 2)) for i, c in enumerate(centre)]
    return np.array(centre) + 0.5, np.array(y, float)


def labels():
    s = np.array([[(i * (5 + 2 * j) + 3 * j) % 16 for j in range(3)] for i in range(N)])
    y = np.array([[int(s[i, j] + (i * i + j) % 11 > 14 - j) for j in range(3)] for i in range(N)])
    return s / 16, y


def of_classes(p, y, w, decided):
    k = p.shape[1]
    raised = np.maximum(p, 1e-7)
    raised /= raised.sum(axis=1, keepdims=True)
    one = p[:, 1] if k == 2 else p
    hot = y if k == 2 else np.eye(k)[y]
    return {
        "accuracy": m.accuracy_score(y, decided, sample_weight=w),
        "log_loss": m.log_loss(y, raised, sample_weight=w),
        "macro_f1": m.f1_score(y, decided, average="macro", sample_weight=w),
        "roc_auc": m.roc_auc_score(hot, one, sample_weight=w),
        "balanced_accuracy": m.balanced_accuracy_score(y, decided, sample_weight=w),
        "average_precision": m.average_precision_score(hot, one, sample_weight=w),
        "mcc": m.matthews_corrcoef(y, decided, sample_weight=w),
        "brier": m.brier_score_loss(y, one, sample_weight=w),
    }


def of_numbers(a, y, w):
    return {
        "rmse": m.root_mean_squared_error(y, a, sample_weight=w),
        "mae": m.mean_absolute_error(y, a, sample_weight=w),
        "medae": m.median_absolute_error(y, a, sample_weight=w),
        **({"mape": m.mean_absolute_percentage_error(y, a, sample_weight=w)} if y.all() else {}),
        "r2": m.r2_score(y, a, sample_weight=w),
        "poisson_deviance": m.mean_poisson_deviance(y, a, sample_weight=w),
        "pinball(0.9)": m.mean_pinball_loss(y, a, alpha=0.9, sample_weight=w),
        "pinball(0.5)": m.mean_pinball_loss(y, a, alpha=0.5, sample_weight=w),
    }


def of_labels(p, y, w):
    each = []
    for j in range(p.shape[1]):
        both = np.stack([1 - p[:, j], p[:, j]], axis=1)
        one = of_classes(both, y[:, j], w, (p[:, j] >= 0.5).astype(int))
        one["macro_f1"] = m.f1_score(y[:, j], p[:, j] >= 0.5, sample_weight=w)  # of "yes"
        each.append(one)
    return {name: float(np.mean([e[name] for e in each])) for name in each[0]}


def main(folder):
    cases = {}
    for name, w in (("", None), ("_weighted", WEIGHTS)):
        p, y = three()
        cases["three" + name] = of_classes(p, y, w, p.argmax(axis=1))
        p, y = two()
        cases["two" + name] = of_classes(p, y, w, p.argmax(axis=1))
        cases["labels" + name] = of_labels(*labels(), w)
        a, y = counts()
        cases["counts" + name] = of_numbers(a, y, w)
        cases["numbers" + name] = of_numbers(a, y + 1, w)  # no 0, for mape
    lines = [f'"{k}": ' + json.dumps({n: float(v) for n, v in c.items()}) for k, c in cases.items()]
    text = '{"scikit_learn": "' + sklearn.__version__ + '",\n"cases": {\n' + ",\n".join(lines) + "\n}}\n"
    (pathlib.Path(folder) / "metrics.json").write_text(text)


main(sys.argv[1])
