"""Makes the golden files: answers of another framework (PyTorch, in double) to compare Soma with.

    python make_golden.py ../../core/src/test/resources/golden

Run by hand when cases are added; the build reads the committed files only. The format is described in
core/src/test/resources/golden/README.md. Every input, target, weight and row weight is a multiple of
1/1024, so it is the same number in float and in double; gradients come from autograd alone.
"""

import json
import pathlib
import re
import sys

import numpy
import sklearn
import torch
import torch.nn.functional as F
from scipy.special import ndtri
from sklearn.preprocessing import QuantileTransformer

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

SAFE = 0.02  # no z this close to a kink, so that a float engine is on the same piece


def grid(tensor):
    return torch.round(tensor * 1024) / 1024


class Draws:
    """Numbers on the grid, from a generator seeded by the name of the case."""

    def __init__(self, name, attempt):
        seed = 0
        for ch in f"{name}/{attempt}":
            seed = (seed * 131 + ord(ch)) % (2**31)
        self.g = torch.Generator().manual_seed(seed)

    def normal(self, *shape, scale=1.0):
        return grid(torch.randn(*shape, generator=self.g) * scale)

    def uniform(self, *shape):
        return torch.rand(*shape, generator=self.g)

    def ints(self, high, *shape):
        return torch.randint(0, high, shape, generator=self.g)


def activation(text):
    name, _, rest = text.partition("(")
    alpha = float(rest.rstrip(")")) if rest else None
    return {
        "identity": lambda z: z,
        "logistic": torch.sigmoid,
        "tanh": torch.tanh,
        "relu": torch.relu,
        "leaky_relu": lambda z: F.leaky_relu(z, 0.01 if alpha is None else alpha),
        "abs": torch.abs,
        "softplus": lambda z: F.softplus(z, threshold=1000),
        "elu": lambda z: F.elu(z, 1.0 if alpha is None else alpha),
        "selu": F.selu,
        "gelu": lambda z: F.gelu(z, approximate="none"),
        "silu": F.silu,
        "mish": F.mish,
        "exp": torch.exp,
        "softmax": lambda z: torch.softmax(z, dim=1),
    }[name]


KINKED = {"relu", "leaky_relu", "abs", "elu", "selu"}


def row_losses(text, z, a, y):
    """One number a row; z are the pre-activations of the output layer."""
    name, _, rest = text.partition("(")
    parameter = float(rest.rstrip(")")) if rest else None
    if name == "cross_entropy":
        return F.cross_entropy(z, y[:, 0].long(), reduction="none", label_smoothing=parameter or 0.0)
    if name == "logistic_cross_entropy" and parameter:
        y = (1 - parameter) * y + parameter / 2
    each = {
        "squared_error": lambda: 0.5 * F.mse_loss(a, y, reduction="none"),
        "logistic_cross_entropy": lambda: F.binary_cross_entropy_with_logits(z, y, reduction="none"),
        "absolute_error": lambda: F.l1_loss(a, y, reduction="none"),
        "huber": lambda: F.huber_loss(a, y, reduction="none", delta=parameter),
        "quantile": lambda: torch.maximum(parameter * (y - a), (parameter - 1) * (y - a)),
        "poisson": lambda: F.poisson_nll_loss(z, y, log_input=True, full=False, reduction="none"),
    }[name]()
    return each.sum(dim=1)


class Net:
    """The text form of a network, as PyTorch operations."""

    def __init__(self, text):
        first, *steps = [s.strip() for s in text.split("->")]
        match = re.fullmatch(r"(\d+)(?: \+ onehot\(([\d, ]+)\))?", first)
        self.numbers = int(match.group(1))
        self.levels = [int(k) for k in match.group(2).split(",")] if match.group(2) else []
        self.inputs = self.numbers + sum(self.levels)
        self.layers = []
        width = self.inputs
        for step in steps:
            kind, arguments = re.fullmatch(r"(\w+)\((.*)\)", step).groups()
            arguments = [s.strip() for s in arguments.split(",", 1)]
            if kind == "Dense":
                units = int(arguments[0])
                self.layers.append(("dense", units, arguments[1], (units, width)))
                width = units
            elif kind == "Maxout":
                units, pieces = int(arguments[0]), int(arguments[1])
                self.layers.append(("maxout", units, pieces, (units * pieces, width)))
                width = units
            else:
                self.layers.append(("dropout", width, float(arguments[0]), None))
        self.outputs = width

    def shapes(self):
        return [layer[3] for layer in self.layers if layer[3]]

    def forward(self, x, weights, biases, masks):
        """The last z and a, and the smallest distance of any z from a kink."""
        a, l, d, distance, z = x, 0, 0, float("inf"), None
        for kind, units, what, shape in self.layers:
            if kind == "dropout":
                if masks:
                    a = a * masks[d] / (1 - what)
                d += 1
                continue
            z = a @ weights[l].T + biases[l]
            l += 1
            if kind == "dense":
                if what.split("(")[0] in KINKED:
                    distance = min(distance, z.abs().min().item())
                a = activation(what)(z)
            else:
                pieces = z.reshape(z.shape[0], units, what)
                top = pieces.topk(2, dim=2).values
                distance = min(distance, (top[..., 0] - top[..., 1]).min().item())
                a = pieces.max(dim=2).values
        return z, a, distance


def objective(net, loss, l1, l2, x, y, weights, biases, row_weights=None, masks=None):
    z, a, distance = net.forward(x, weights, biases, masks)
    each = row_losses(loss, z, a, y)
    if row_weights is not None:
        each = each * row_weights
    data = each.mean()
    penalty1 = l1 * sum(w.abs().sum() for w in weights)
    penalty2 = l2 / 2 * sum((w * w).sum() for w in weights)
    if loss.split("(")[0] in ("absolute_error", "quantile"):
        distance = min(distance, (a - y).abs().min().item())
    if loss.startswith("huber"):
        t = float(loss[6:-1])
        distance = min(distance, ((a - y).abs() - t).abs().min().item())
    return data, penalty1, penalty2, a, distance


def targets(draws, net, loss, rows):
    if loss.startswith("cross_entropy"):
        return draws.ints(net.outputs, rows, 1).double()
    if loss.startswith("logistic_cross_entropy"):
        return draws.ints(2, rows, net.outputs).double()
    if loss == "poisson":
        return draws.ints(5, rows, net.outputs).double()
    return draws.normal(rows, net.outputs)


def parameters(draws, net):
    weights = [draws.normal(*s, scale=0.9 * s[1] ** -0.5) for s in net.shapes()]
    biases = [draws.normal(s[0], scale=0.3) for s in net.shapes()]
    return weights, biases


def gradient_case(name, network, loss, rows=5, l1=0.0, l2=0.0, weighted=False, dropout=False):
    for attempt in range(1000):
        draws = Draws(name, attempt)
        net = Net(network)
        numbers = draws.normal(rows, net.numbers)
        codes = [[int(draws.ints(k + 1, 1)[0]) - 1 for k in net.levels] for _ in range(rows)]
        blocks = [numbers]
        for c, k in enumerate(net.levels):
            block = torch.zeros(rows, k)
            for r in range(rows):
                if codes[r][c] >= 0:
                    block[r, codes[r][c]] = 1
            blocks.append(block)
        x = torch.cat(blocks, dim=1).requires_grad_()
        y = targets(draws, net, loss, rows)
        weights, biases = parameters(draws, net)
        row_weights = grid(draws.uniform(rows) * 2) if weighted else None
        masks = None
        if dropout:
            masks = [
                (draws.uniform(rows, units) >= rate).double()
                for kind, units, rate, _ in net.layers
                if kind == "dropout"
            ]
        for tensor in weights + biases:
            tensor.requires_grad_()
        data, p1, p2, a, distance = objective(
            net, loss, l1, l2, x, y, weights, biases, row_weights, masks)
        if distance >= SAFE:
            break
    else:
        raise SystemExit(f"{name}: every draw is too close to a kink")
    (data + p1 + p2).backward()
    case = {
        "name": name, "network": network, "loss": loss, "l1": l1, "l2": l2,
        "x": x, "y": y, "W": weights, "b": biases,
    }
    if net.levels:
        case["numbers"] = numbers
        case["codes"] = codes
    if row_weights is not None:
        case["row_weights"] = row_weights
    if masks is not None:
        case["kept"] = [m.int() for m in masks]
    case |= {
        "outputs": a, "J": {"data": data, "l1": p1, "l2": p2},
        "dW": [w.grad for w in weights], "db": [b.grad for b in biases], "dx": x.grad,
    }
    return case


def gradients():
    hidden = ["identity", "logistic", "tanh", "relu", "leaky_relu", "leaky_relu(0.2)", "abs",
              "softplus", "elu", "elu(0.5)", "selu", "gelu", "silu", "mish"]
    cases = []
    for f in hidden:
        cases.append(gradient_case(f"hidden {f}", f"3 -> Dense(4, {f}) -> Dense(2, identity)",
                                   "squared_error"))
    for f in hidden + ["exp"]:
        cases.append(gradient_case(f"output {f}", f"3 -> Dense(4, tanh) -> Dense(2, {f})",
                                   "squared_error"))
    for loss, out in [
        ("cross_entropy", "softmax"), ("logistic_cross_entropy", "logistic"), ("poisson", "exp"),
        ("absolute_error", "identity"), ("absolute_error", "tanh"), ("huber(1)", "identity"),
        ("huber(0.5)", "softplus"), ("quantile(0.9)", "identity"), ("quantile(0.25)", "relu"),
        ("cross_entropy(0.1)", "softmax"), ("logistic_cross_entropy(0.1)", "logistic"),
    ]:
        cases.append(gradient_case(f"loss {loss} on {out}", f"3 -> Dense(4, silu) -> Dense(3, {out})",
                                   loss))
        cases.append(gradient_case(f"loss {loss} on {out}, weighted rows",
                                   f"3 -> Dense(4, silu) -> Dense(3, {out})", loss, weighted=True))
    cases += [
        gradient_case("linear regression", "4 -> Dense(1, identity)", "squared_error", rows=6),
        gradient_case("logistic regression", "4 -> Dense(1, logistic)", "logistic_cross_entropy",
                      rows=6, l2=0.125),
        gradient_case("softmax regression", "4 -> Dense(3, softmax)", "cross_entropy", rows=6, l2=0.125),
        gradient_case("maxout 2", "3 -> Maxout(4, 2) -> Dense(2, identity)", "squared_error"),
        gradient_case("maxout 3, two layers", "3 -> Maxout(3, 3) -> Maxout(2, 3) -> Dense(3, softmax)",
                      "cross_entropy"),
        gradient_case("l1", "3 -> Dense(4, tanh) -> Dense(2, identity)", "squared_error", l1=0.0625),
        gradient_case("l2", "3 -> Dense(4, relu) -> Dense(3, softmax)", "cross_entropy", l2=0.25),
        gradient_case("l1 and l2, weighted rows", "3 -> Maxout(3, 2) -> Dense(3, softmax)",
                      "cross_entropy", l1=0.03125, l2=0.125, weighted=True),
        gradient_case("one row", "3 -> Dense(4, gelu) -> Dense(3, softmax)", "cross_entropy", rows=1),
        gradient_case("five layers",
                      "3 -> Dense(5, relu) -> Dense(4, tanh) -> Dense(4, mish) -> Dense(3, logistic)"
                      " -> Dense(2, identity)", "squared_error", l2=0.0625),
        gradient_case("wide, many rows", "9 -> Dense(19, gelu) -> Dense(4, softmax)", "cross_entropy",
                      rows=21),
        gradient_case("one-hot inputs", "2 + onehot(3, 2) -> Dense(4, tanh) -> Dense(3, softmax)",
                      "cross_entropy", rows=7),
        gradient_case("dropout with given masks",
                      "4 -> Dropout(0.25) -> Dense(6, leaky_relu) -> Dropout(0.5) -> Dense(3, softmax)",
                      "cross_entropy", dropout=True),
        gradient_case("dropout after maxout", "4 -> Maxout(5, 2) -> Dropout(0.5) -> Dense(2, identity)",
                      "squared_error", dropout=True, l2=0.125),
    ]
    return cases


OPTIMIZERS = [
    ("sgd", {"rate": 0.1}, lambda g, r: torch.optim.SGD(g, lr=r)),
    ("momentum", {"rate": 0.1, "momentum": 0.9},
     lambda g, r: torch.optim.SGD(g, lr=r, momentum=0.9)),
    ("nesterov", {"rate": 0.1, "momentum": 0.9},
     lambda g, r: torch.optim.SGD(g, lr=r, momentum=0.9, nesterov=True)),
    ("rmsprop", {"rate": 0.01, "decay": 0.99, "epsilon": 1e-8},
     lambda g, r: torch.optim.RMSprop(g, lr=r, alpha=0.99, eps=1e-8)),
    ("adagrad", {"rate": 0.1, "epsilon": 1e-10},
     lambda g, r: torch.optim.Adagrad(g, lr=r, eps=1e-10)),
    ("adadelta", {"rate": 1.0, "decay": 0.9, "epsilon": 1e-6},
     lambda g, r: torch.optim.Adadelta(g, lr=r, rho=0.9, eps=1e-6)),
    ("adam", {"rate": 0.01, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
     lambda g, r: torch.optim.Adam(g, lr=r, betas=(0.9, 0.999), eps=1e-8)),
    ("adamw", {"rate": 0.01, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weight_decay": 0.125},
     lambda g, r: torch.optim.AdamW(g, lr=r, betas=(0.9, 0.999), eps=1e-8, weight_decay=0)),
]


def optimizers():
    network, loss, l2 = "3 -> Dense(4, tanh) -> Dense(3, softmax)", "cross_entropy", 0.0625
    net = Net(network)
    draws = Draws("optimizers", 0)
    batches = [(draws.normal(6, 3), targets(draws, net, loss, 6)) for _ in range(3)]
    weights, biases = parameters(draws, net)
    runs = []
    for name, settings, make in OPTIMIZERS:
        ws = [w.clone().requires_grad_() for w in weights]
        bs = [b.clone().requires_grad_() for b in biases]
        decay = settings.get("weight_decay")
        w_group = {"params": ws} | ({} if decay is None else {"weight_decay": decay})
        optimizer = make([w_group, {"params": bs}], settings["rate"])
        steps = []
        for x, y in batches:
            optimizer.zero_grad()
            data, p1, p2, _, _ = objective(net, loss, 0.0, l2, x, y, ws, bs)
            (data + p1 + p2).backward()
            optimizer.step()
            steps.append({"W": [w.detach().clone() for w in ws], "b": [b.detach().clone() for b in bs]})
        runs.append({"optimizer": name, "settings": settings, "steps": steps,
                     "given_gradients": given_gradients(make, settings)})
    return {"network": network, "loss": loss, "l1": 0.0, "l2": l2, "W": weights, "b": biases,
            "batches": [{"x": x, "y": y} for x, y in batches],
            "given": {"theta": GIVEN_THETA, "gradients": GIVEN_GRADIENTS}, "runs": runs}


GIVEN_THETA = [1.0, -0.5, 0.25, 0.0, 2.0, -3.0]
GIVEN_GRADIENTS = [
    [0.5, -0.25, 1.0, 0.125, -2.0, 0.0],
    [0.25, 0.5, 1.0, -0.125, -2.0, 0.03125],
    [-0.125, 0.75, 1.0, 0.0, -4.0, 0.0],
]


def given_gradients(make, settings):
    """theta after each of three steps with gradients that are given; all entries decay."""
    theta = torch.tensor(GIVEN_THETA).requires_grad_()
    decay = settings.get("weight_decay")
    group = {"params": [theta]} | ({} if decay is None else {"weight_decay": decay})
    optimizer = make([group], settings["rate"])
    after = []
    for gradient in GIVEN_GRADIENTS:
        theta.grad = torch.tensor(gradient)
        optimizer.step()
        after.append(theta.detach().clone())
    return after


def convex():
    """The optimum of softmax regression with L2: L-BFGS, then Newton steps to rounding."""
    network, loss, l2 = "4 -> Dense(3, softmax)", "cross_entropy", 0.03125
    net = Net(network)
    draws = Draws("convex", 0)
    x = draws.normal(60, 4)
    truth = draws.normal(4, 3)
    noise = -torch.log(-torch.log(draws.uniform(60, 3)))
    y = (x @ truth + noise).argmax(dim=1, keepdim=True).double()
    theta = torch.zeros(15, requires_grad=True)

    def j(t):
        data, _, p2, _, _ = objective(net, loss, 0.0, l2, x, y, [t[:12].reshape(3, 4)], [t[12:]])
        return data + p2

    optimizer = torch.optim.LBFGS([theta], max_iter=500, tolerance_grad=1e-12, tolerance_change=0,
                                  line_search_fn="strong_wolfe")

    def closure():
        optimizer.zero_grad()
        value = j(theta)
        value.backward()
        return value

    optimizer.step(closure)
    t = theta.detach().clone()
    for _ in range(3):  # biases have one free direction (a common shift): pinv leaves it alone
        t.requires_grad_()
        gradient = torch.autograd.grad(j(t), t)[0]
        hessian = torch.autograd.functional.hessian(j, t.detach())
        t = (t - torch.linalg.pinv(hessian, hermitian=True) @ gradient).detach()
    t[12:] -= t[12:].mean()
    t.requires_grad_()
    value = j(t)
    gradient = torch.autograd.grad(value, t)[0]
    return {"network": network, "loss": loss, "l1": 0.0, "l2": l2, "x": x, "y": y,
            "J": value, "gradient_norm": gradient.norm(), "W": [t[:12].reshape(3, 4)], "b": [t[12:]]}


def scaling():
    """Robust scale with smooth clip in NumPy, quantile-to-normal by scikit-learn; no noise."""
    draws = numpy.random.default_rng(sum(map(ord, "scaling")))
    grid1024 = lambda v: numpy.round(v * 1024) / 1024
    columns = {
        "normal": grid1024(draws.normal(3, 2, 400)),
        "counts over decades": grid1024(numpy.exp(draws.normal(2, 2.5, 1000))),
        "mostly one value": numpy.where(draws.random(300) < 0.9, 0.0, grid1024(draws.exponential(50, 300))),
        "two values": (draws.random(90) < 0.4).astype(float),
        "few whole numbers": draws.integers(0, 5, 700).astype(float),
        "constant": numpy.full(20, 7.0),
        "two rows": numpy.array([1.0, 4.0]),
        "ten thousand rows": grid1024(draws.gamma(0.7, 100, 10000)),
    }
    cases = []
    for name, column in columns.items():
        low, q25, q50, q75, high = numpy.quantile(column, [0, 0.25, 0.5, 0.75, 1])
        s = 1 / (q75 - q25) if q75 > q25 else 2 / (high - low) if high > low else 0.0
        probe = numpy.concatenate([grid1024(numpy.linspace(low - 2, high + 2, 41)), numpy.unique(column)[:40],
                                   [q50, low, high]])
        u = s * (probe - q50)
        n = len(column)
        quantile = QuantileTransformer(n_quantiles=min(n, max(min(n // 30, 1000), 10)), subsample=10**9,
                                       output_distribution="normal").fit(column[:, None])
        cases.append({"name": name, "column": column.tolist(), "x": probe.tolist(),
                      "robust": (u / numpy.sqrt(1 + (u / 3) ** 2)).tolist(),
                      "quantile": quantile.transform(probe[:, None])[:, 0].tolist()})
    p = numpy.concatenate([[1e-300, 1e-30, 1e-7, 1e-5], numpy.linspace(1 / 256, 1 - 1 / 256, 255), [1 - 1e-7]])
    return {"p": p.tolist(), "normal": ndtri(p).tolist()}, cases


def plain(value):
    if isinstance(value, torch.Tensor):
        return plain(value.detach().tolist())
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(v) for v in value]
    return int(value) if isinstance(value, float) and value == int(value) else value


def write(path, head, key, items):
    """One item a line, so that a change shows as lines."""
    lines = ",\n".join(json.dumps(plain(item)) for item in items)
    fields = "".join(f"{json.dumps(k)}: {json.dumps(plain(v))},\n" for k, v in head.items())
    path.write_text("{\n" + fields + f"{json.dumps(key)}: [\n" + lines + "\n]\n}\n")


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    made_by = {"made_by": f"tools/golden/make_golden.py, PyTorch {torch.__version__.split('+')[0]}, float64"}
    write(folder / "gradients.json", made_by, "cases", gradients())
    run = optimizers()
    runs = run.pop("runs")
    write(folder / "optimizers.json", made_by | run, "runs", runs)
    head, cases = scaling()
    made_by_numpy = {"made_by": f"tools/golden/make_golden.py, NumPy {numpy.__version__}, scikit-learn {sklearn.__version__}"}
    write(folder / "scaling.json", made_by_numpy | head, "cases", cases)
    write(folder / "convex.json", made_by, "cases", [{"name": "softmax regression"} | convex()])


if __name__ == "__main__":
    main()
