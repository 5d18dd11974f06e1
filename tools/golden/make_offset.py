"""Golden answers of generalised linear models with an offset, by NumPy in double precision.

    python make_offset.py FOLDER

writes offset.json: rows, and the means that iteratively reweighted least squares fits to them.
Every number in x is a multiple of 1/64 and every exposure or offset one of 1/32, the same in
float and in double.
"""
import json
import pathlib
import sys

import numpy as np

LINKS = {
    # mean, its derivative and the variance, each of z
    "poisson": (np.exp, np.exp, np.exp),
    "logistic_cross_entropy": (
        lambda z: 1 / (1 + np.exp(-z)),
        lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2,
        lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2,
    ),
    "squared_error": (lambda z: z, np.ones_like, np.ones_like),
}


def irls(x, y, offset, loss):
    """Coefficients (the intercept first) and means after Fisher scoring to a fixed point."""
    mean, slope, variance = LINKS[loss]
    design = np.column_stack([np.ones(len(x)), x])
    beta = np.zeros(design.shape[1])
    for _ in range(100):
        z = design @ beta + offset
        weight = slope(z) ** 2 / variance(z)
        response = z - offset + (y - mean(z)) / slope(z)
        new = np.linalg.solve(design.T * weight @ design, design.T @ (weight * response))
        moved = np.abs(new - beta).max()
        beta = new
        if moved < 1e-13:
            break
    z = design @ beta + offset
    score = design.T @ (y - mean(z))
    assert np.abs(score).max() < 1e-8, score
    return beta, mean(z)


def alone(y, offset, loss):
    """The mean of each row from an intercept and the offset alone."""
    return irls(np.zeros((len(y), 0)), y, offset, loss)[1]


def main():
    rng = np.random.default_rng(58)
    cases = []
    for loss, column in [
        ("poisson", "exposure"),
        ("poisson", "offset"),
        ("logistic_cross_entropy", "offset"),
        ("squared_error", "offset"),
    ]:
        x = np.round(rng.normal(size=(80, 3)) * 64) / 64
        given = np.round(rng.uniform(0.1, 3, size=80) * 32) / 32
        if column == "offset":
            given = given - 2
        offset = np.log(given) if column == "exposure" else given
        z = 0.4 + x @ np.array([0.5, -0.3, 0.2]) + offset
        mean = LINKS[loss][0](z)
        y = {
            "poisson": lambda: rng.poisson(mean),
            "logistic_cross_entropy": lambda: (rng.uniform(size=80) < mean).astype(int),
            "squared_error": lambda: np.round((mean + rng.normal(size=80)) * 64) / 64,
        }[loss]()
        beta, means = irls(x, y, offset, loss)
        cases.append({
            "loss": loss,
            "column": column,
            "x": x.tolist(),
            "given": given.tolist(),
            "y": y.tolist(),
            "beta": beta.tolist(),
            "means": means.tolist(),
            "alone": alone(y, offset, loss).tolist(),
        })
    lines = ",\n".join(json.dumps(c) for c in cases)
    made_by = f"tools/golden/make_offset.py, NumPy {np.__version__}"
    folder = pathlib.Path(sys.argv[1])
    (folder / "offset.json").write_text(f'{{\n"made_by": "{made_by}",\n"cases": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
