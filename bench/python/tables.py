"""scikit-learn and LightGBM on the sets of docs/accuracy.md: tables.py DATA OUT [--sets a,b] [--seeds N].

Writes OUT/peers.csv (medians over the seeds, seconds of fitting) and, of the first seed, what each model predicts of the test rows:
OUT/SET/MODEL.csv, a column of probabilities for each class, or one column `prediction`.
"""
import argparse, csv, pathlib, statistics, time

import lightgbm, numpy, pandas
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import accuracy_score, log_loss, r2_score, root_mean_squared_error
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

STOP, SHARE = 50, 0.2  # rounds without a better validation score; the share of the training rows that LightGBM with early stopping holds out


def one_hot(x):
    texts = [c for c in x if not pandas.api.types.is_numeric_dtype(x[c])]
    return ColumnTransformer([
        ("numbers", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), [c for c in x if c not in texts]),
        ("texts", make_pipeline(SimpleImputer(strategy="constant", fill_value="missing"), OneHotEncoder(handle_unknown="ignore", sparse_output=False)), texts)])


def linear(x, y, classes, seed):
    return make_pipeline(one_hot(x), LogisticRegression(max_iter=1000) if classes else LinearRegression()).fit(x, y)


def mlp(x, y, classes, seed):
    return make_pipeline(one_hot(x), (MLPClassifier if classes else MLPRegressor)(random_state=seed)).fit(x, y)


class Scaled:
    """The network for numbers, of a standardised target."""

    def __init__(self, x, y, seed):
        self.mean, self.deviation = y.mean(), y.std()
        self.model = mlp(x, (y - self.mean) / self.deviation, False, seed)

    def predict(self, x):
        return self.model.predict(x) * self.deviation + self.mean


def trees(count, seed, classes):
    return (lightgbm.LGBMClassifier if classes else lightgbm.LGBMRegressor)(n_estimators=count, random_state=seed, verbose=-1)


def trees_1000(x, y, classes, seed):
    parts = train_test_split(x, y, test_size=SHARE, random_state=seed, stratify=y if classes else None)
    return trees(1000, seed, classes).fit(parts[0], parts[2], eval_set=[(parts[1], parts[3])], callbacks=[lightgbm.early_stopping(STOP, verbose=False)])


MODELS = {
    "linear": linear,
    "lgbm_100": lambda x, y, classes, seed: trees(100, seed, classes).fit(x, y),
    "lgbm_1000_es": trees_1000,
    "sklearn_mlp": mlp,
    "sklearn_mlp_ystd": lambda x, y, classes, seed: None if classes else Scaled(x, y, seed)}


def read(folder):
    """The inputs and targets of both parts; texts are categories, those that only the test rows have are missing."""
    parts = [pandas.read_csv(next(folder.glob(f"{part}.csv*"))) for part in ("train", "test")]
    x, xt = (part.iloc[:, :-1].copy() for part in parts)
    for column in x.columns[[not pandas.api.types.is_numeric_dtype(x[c]) for c in x]]:
        x[column] = x[column].astype("category")
        xt[column] = pandas.Categorical(xt[column], categories=x[column].cat.categories)
    return x, parts[0].iloc[:, -1], xt, parts[1].iloc[:, -1]


def scores(model, xt, yt, classes):
    if not classes:
        a = model.predict(xt)
        return {"rmse": root_mean_squared_error(yt, a), "r2": r2_score(yt, a)}, ["prediction"], a.reshape(-1, 1)
    p = numpy.clip(model.predict_proba(xt), 1e-7, None)
    p /= p.sum(axis=1, keepdims=True)
    found = {"accuracy": accuracy_score(yt, model.classes_[p.argmax(axis=1)]), "log_loss": log_loss(yt, p, labels=model.classes_)}
    return found, list(model.classes_), p


def measure(name, data, seeds, out, rows):
    x, y, xt, yt = data
    classes = not pandas.api.types.is_numeric_dtype(y)
    for model, fit in MODELS.items():
        runs = []
        for seed in range(seeds):
            begun = time.perf_counter()
            fitted = fit(x, y, classes, seed)
            seconds = time.perf_counter() - begun
            if fitted is None:
                break
            found, header, a = scores(fitted, xt, yt, classes)
            runs.append({**found, "fit_seconds": seconds})
            if seed == 0:
                (out / name).mkdir(parents=True, exist_ok=True)
                pandas.DataFrame(a, columns=header).to_csv(out / name / f"{model}.csv", index=False)
        if runs:
            rows.append({"set": name, "model": model, "seeds": seeds, **{k: statistics.median(r[k] for r in runs) for k in runs[0]}})
            print(rows[-1], flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--sets", default="")
    parser.add_argument("--seeds", type=int, default=1)
    args = parser.parse_args()
    wanted = args.sets.split(",") if args.sets else sorted(f.name for f in args.data.iterdir() if list(f.glob("train.csv*")))
    rows = []
    for name in wanted:
        measure(name, read(args.data / name), args.seeds, args.out, rows)
    with open(args.out / "peers.csv", "w", newline="") as file:
        table = csv.DictWriter(file, ["set", "model", "seeds", "accuracy", "log_loss", "rmse", "r2", "fit_seconds"], lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


if __name__ == "__main__":
    main()
