"""Golden means of weights, best epochs, clipped numbers and a data-driven start, by NumPy alone.

    python make_keep.py FOLDER

writes keep.json: weights after each step (multiples of 1/1024) and their exponential mean of memory b as one sum,
b^(n-1) w_1 + (1 - b) sum of b^(n-t) w_t, not step by step; validation values of epochs with the first and the last
best of them (NaN never is); outputs of a network in units of a scaled target, with NumPy's clip of mean + sd output;
the data-driven start ("he+5") of a network with two layers: rows x, drawn weights, and W and b after it. What is random
there comes from java.util.SplittableRandom (SplitMix64, Steele, Lea and Flood 2014), which is written out below; the
streams have the key that Soma makes of a seed and a name: FNV-1a of the name, mixed with the seed.
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


ALL = 2**64 - 1
GOLDEN = 0x9E3779B97F4A7C15


def mix(z, shifts=(30, 27, 31), factors=(0xBF58476D1CE4E5B9, 0x94D049BB133111EB)):
    z = (z ^ (z >> shifts[0])) * factors[0] & ALL
    z = (z ^ (z >> shifts[1])) * factors[1] & ALL
    return z ^ (z >> shifts[2])


class SplittableRandom:
    def __init__(self, seed):
        self.seed = seed

    def next(self):
        self.seed = (self.seed + GOLDEN) & ALL
        return self.seed

    def double(self):
        return (mix(self.next()) >> 11) * 2.0**-53

    def int32(self):
        z = self.next()
        z = (z ^ (z >> 33)) * 0x62A9D9ED799705F5 & ALL
        return ((z ^ (z >> 28)) * 0xCB24D0A5C88C35B3 & ALL) >> 32

    def below(self, n):
        r = self.int32()
        if n & (n - 1) == 0:
            return r & (n - 1)
        u = r >> 1
        while u + n - 1 - u % n >= 2**31:
            u = self.int32() >> 1
        return u % n


def key(seed, name):
    h = 0xCBF29CE484222325
    for c in name:
        h = (h ^ ord(c)) * 0x100000001B3 & ALL
    return mix(mix(seed) ^ h)


def start(rng, seed=31, rows=11):
    x = np.round(rng.normal(size=(rows, 3)) * 1024) / 1024
    drawn = [np.round(rng.normal(size=s) * 1024) / 1024 for s in ((4, 3), (2, 4))]
    order, random = [0] * rows, SplittableRandom(mix((key(seed, "shuffle") + GOLDEN) & ALL))  # of epoch 0
    for i in range(rows):
        j = random.below(i + 1)
        order[i], order[j] = order[j], i
    a, found = x[order], []
    for layer, w in enumerate(drawn, 1):
        z = a @ w.T
        sd = z.std(axis=0)
        random = SplittableRandom(key(seed, f"init/b{layer}"))
        b = np.zeros(len(w))
        for j in range(len(w)):
            draws = [(-np.log(1 - random.double()), random.below(rows)) for _ in range(5)]
            weights = np.array([d[0] for d in draws]) / sum(d[0] for d in draws)
            b[j] = -weights @ z[[d[1] for d in draws], j] / sd[j]
        w = w / sd[:, None]
        found.append({"w": w.tolist(), "b": b.tolist()})
        a = np.tanh(a @ w.T + b)
    return {"seed": seed, "x": x.tolist(), "drawn": [w.tolist() for w in drawn], "layers": found}


rng = np.random.default_rng(20261129)
text = json.dumps({"numpy": np.__version__, "means": means(rng), "epochs": epochs(rng), "clipped": clipped(rng),
                   "start": start(rng)})
(pathlib.Path(sys.argv[1]) / "keep.json").write_text(text + "\n")
