"""Three epochs of the recipe of the normal effort, by NumPy and PyTorch in double precision.

    python make_recipe.py FOLDER --table      writes recipe.csv, a small table
    (RecipeDraws FOLDER                       writes recipe_draws.json: what Soma draws at random)
    python make_recipe.py FOLDER              reads both, writes recipe.json

Everything but the random draws is computed here from the table on: encoding, network, loss, gradients (autograd),
steps (torch.optim.AdamW), schedules. The constants are those of RealMLP-TD (Holzmuller, Grinsztajn, Steinwart, Better by
Default, 2024), written down here once more; the layers are those of make_layers.py.
"""
import csv
import json
import math
import pathlib
import sys

import numpy as np
import torch
import torch.nn.functional as F

import make_layers

torch.set_default_dtype(torch.float64)

LEARNED, EPOCHS, UNITS = 28, 3, 6
SMOOTHING = 0.1
KINDS = {"a": "number", "b": "number", "rare": "number", "flag": "category", "colour": "category", "town": "category"}
MOST_ONE_HOT, CATEGORY_SIZE = 8, 8
DROPOUT, DECAY, BETAS, EPS = 0.15, 0.02, (0.9, 0.95), 1e-8
RATES = {"kind": 0.04, "win": 0.04, "size": 0.2}
FACTORS = {"W": 1, "E": 1, "b": 0.1, "alpha": 0.1, "g": 6, "f": 0.1, "p": 0.1, "V": 0.1, "c": 0.1}


def make_table(folder):
    draw = np.random.default_rng(20261128)
    lines = ["a,b,rare,flag,colour,town,kind,win,size"]
    for r in range(40):
        a = "" if r % 9 == 4 else round(float(draw.standard_t(2)) * 10, 3)
        b, rare = round(float(draw.normal(100, 20)), 2), int(draw.integers(0, 5)) // 4
        flag, colour = draw.choice(["on", "off"]), draw.choice(["red", "green", "blue"])
        town = "" if r == 11 else "town" + str(int(draw.integers(0, 10)))
        score = (float(a) / 10 if a != "" else 0) + (b - 100) / 20 + (colour == "red") + draw.normal() / 2
        kind = "low" if score < -0.5 else "mid" if score < 0.9 else "high"
        lines.append(f"{a},{b},{rare},{flag},{colour},{town},{kind},{'yes' if score > 0.3 else 'no'},"
                     f"{round(50 + 7 * float(score), 3)}")
    (folder / "recipe.csv").write_text("\n".join(lines) + "\n")


def scaled(column, learned):
    """By median and quartiles of the values that are there, then the smooth clip."""
    least, q25, q50, q75, most = np.quantile(learned, [0, 0.25, 0.5, 0.75, 1])
    s = 1 / (q75 - q25) if q75 > q25 else 2 / (most - least) if most > least else 0
    u = s * (column - q50)
    return u / np.sqrt(1 + (u / 3) ** 2)


def encoded(rows):
    """Numbers with "is missing", few levels as scaled numbers, many levels as blocks of 0 and 1."""
    numbers, one_hot, blocks, codes = [], [], [], []
    for name, kind in KINDS.items():
        texts = [row[name] for row in rows]
        if kind == "number":
            x = np.array([float(t) if t else np.nan for t in texts])
            there = x[:LEARNED][~np.isnan(x[:LEARNED])]
            numbers.append(scaled(np.where(np.isnan(x), np.median(there), x), there))
            if np.isnan(x[:LEARNED]).any():
                numbers.append(np.isnan(x).astype(float))
            continue
        levels = sorted({t for t in texts[:LEARNED] if t})
        if len(levels) == 2:
            one_hot.append(np.array([{levels[0]: 1.0, levels[1]: -1.0}.get(t, 0.0) for t in texts]))
            one_hot[-1] = scaled(one_hot[-1], one_hot[-1][:LEARNED])
        elif len(levels) <= MOST_ONE_HOT:
            for level in levels:
                column = np.array([float(t == level) for t in texts])
                one_hot.append(scaled(column, column[:LEARNED]))
        else:
            if "" in texts[:LEARNED]:
                levels.append("")
            blocks.append(np.array([[float(t == level) for level in levels] for t in texts]))
            codes.append([levels.index(t) if t in levels else -1 for t in texts])
    shape = f"{len(numbers) + len(one_hot)} + onehot({', '.join(str(b.shape[1]) for b in blocks)})"
    x = np.column_stack(numbers + one_hot + blocks)
    return torch.tensor(x), len(numbers), len(numbers) + len(one_hot), shape, list(map(list, zip(*codes)))


def targets(rows, name):
    texts = [row[name] for row in rows]
    if name == "size":
        y = np.array([float(t) for t in texts])
        return torch.tensor((y - y[:LEARNED].mean()) / y[:LEARNED].std())[:, None], 1
    levels = sorted(set(texts[:LEARNED]))
    return torch.tensor([float(levels.index(t)) for t in texts])[:, None], len(levels) if len(levels) > 2 else 1


def loss(name, z, y, smoothing):
    if name == "kind":
        return F.cross_entropy(z, y[:, 0].long(), label_smoothing=smoothing)
    if name == "win":
        return F.binary_cross_entropy_with_logits(z, y * (1 - smoothing) + smoothing / 2)
    return 0.5 * ((z - y) ** 2).sum(dim=1).mean()


def coslog4(t):
    return 0.5 * (1 - math.cos(2 * math.pi * math.log2(1 + 15 * t)))


def flat_cos(t):
    return 1 if t < 0.5 else 0.5 * (1 + math.cos(math.pi * (2 * t - 1)))


def network_text(name, shape, columns, outputs):
    function = "mish" if name == "size" else "selu"
    hidden = f"Dense({UNITS}, {function}, ntp, parametric) -> Dropout({DROPOUT})"
    last = {"kind": "softmax", "win": "logistic", "size": "identity"}[name]
    return (f"{shape} -> Embedding(pbld(16, 4, 0.1), {columns}, {CATEGORY_SIZE}) -> Scale() -> "
            + " -> ".join([hidden] * 3) + f" -> Dense({outputs}, {last}, ntp)")


def forward(made, tensors, x, masks=None, deviations=None):
    """z of the last layer; masks is one a hidden layer."""
    a, used = x, 0
    for i, layer in enumerate(made):
        own = tensors[used:used + len(layer.shapes())]
        used += len(own)
        if isinstance(layer, make_layers.Dense) and deviations is not None:
            deviations.append((a @ own[0].T / math.sqrt(layer.width)).std(dim=0, unbiased=False))
        if i == len(made) - 1:
            return a @ own[0].T / math.sqrt(layer.width) + own[1]
        a = layer(a, *own)
        if isinstance(layer, make_layers.Dense) and masks is not None:
            a = a * masks[i - 2]


def letters(made):
    names = []
    for layer in made:
        if isinstance(layer, make_layers.Embedding):
            names += ["f", "p", "V", "c", "E"]
        elif isinstance(layer, make_layers.Scale):
            names += ["g"]
        else:
            names += ["W", "b"] + ["alpha"] * layer.parametric
    return names


def cut(flat, made):
    tensors, at = [], 0
    for layer in made:
        for shape in layer.shapes():
            size = math.prod(shape)
            tensors.append(flat[at:at + size].reshape(shape).clone().requires_grad_())
            at += size
    assert at == len(flat), (at, len(flat))
    return tensors


def run(rows, drawn):
    name = drawn["target"]
    x, columns, numbers, shape, codes = encoded(rows)
    y, outputs = targets(rows, name)
    text = network_text(name, shape, columns, outputs)
    assert text == drawn["network"], f"the recipe is\n{text}\nSoma has\n{drawn['network']}"
    _, _, _, made = make_layers.layers(" -> ".join(s for s in text.split(" -> ") if "Dropout" not in s))
    tensors = cut(torch.tensor(np.array(drawn["parameters"], dtype=np.float32).astype(np.float64)), made)
    deviations = []
    with torch.no_grad():
        forward(made, tensors, x[:LEARNED], None, deviations)
    for d in deviations:
        assert torch.allclose(d, torch.ones_like(d), atol=1e-4), f"data-driven start: {d}"
    groups = [{"params": [t], "factor": FACTORS[n], "decays": n != "b"} for t, n in zip(tensors, letters(made))]
    steps = torch.optim.AdamW(groups, lr=RATES[name], betas=BETAS, eps=EPS, weight_decay=0)
    flat = lambda each: torch.cat([t.reshape(-1) for t in each]).tolist()

    def validated():
        with torch.no_grad():
            return loss(name, forward(made, tensors, x[LEARNED:]), y[LEARNED:], 0).item()

    losses, validation, gradient = [], [validated()], None
    each = len(drawn["batches"]) // EPOCHS
    for s, batch in enumerate(drawn["batches"]):
        t = s / len(drawn["batches"])
        rate = DROPOUT * flat_cos(t)
        masks = [(torch.tensor(d).reshape(len(batch), UNITS) / 2 ** 24 >= rate) / (1 - rate) for d in drawn["dropout"][s]]
        for group in steps.param_groups:
            group["lr"] = RATES[name] * coslog4(t) * group["factor"]
            group["weight_decay"] = DECAY * flat_cos(t) * group["factor"] if group["decays"] else 0
        steps.zero_grad()
        j = loss(name, forward(made, tensors, x[batch], masks), y[batch], SMOOTHING)
        j.backward()
        losses.append(j.item())
        gradient = gradient or flat([p.grad for p in tensors])
        steps.step()
        if (s + 1) % each == 0:
            validation.append(validated())
    return {
        "target": name, "network": text, "numbers": x[:, :numbers].tolist(), "codes": codes, "y": y.tolist(),
        "losses": losses, "validation": validation, "gradient": gradient, "parameters": flat(tensors),
    }


def main():
    folder = pathlib.Path(sys.argv[1])
    if "--table" in sys.argv:
        make_table(folder)
        return
    with open(folder / "recipe.csv", newline="") as file:
        rows = list(csv.DictReader(file))
    cases = [run(rows, drawn) for drawn in json.loads((folder / "recipe_draws.json").read_text())["cases"]]
    made_by = (f"tools/golden/make_recipe.py, PyTorch {torch.__version__.split('+')[0]}, NumPy {np.__version__}, float64")
    lines = ",\n".join(json.dumps(c) for c in cases)
    (folder / "recipe.json").write_text(f'{{\n"made_by": "{made_by}",\n"cases": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
