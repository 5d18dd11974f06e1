"""Golden gradients of layers with more than W and b, by PyTorch in double precision.

    python make_layers.py FOLDER

writes layers.json: for each network its parameters in the order of the flat layout, rows, outputs of a
prediction, J and dJ/dparameters in the same order; where rows depend on each other while training, also the
outputs then, and the parameters after: running means and variances have moved. Nothing here is taken from Soma:
only the text form of a network is.
"""
import json
import math
import pathlib
import re
import sys

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)

FUNCTIONS = {
    "identity": lambda z: z,
    "tanh": torch.tanh,
    "selu": F.selu,
    "mish": F.mish,
    "silu": F.silu,
    "softmax": lambda z: torch.softmax(z, dim=1),
    "logistic": torch.sigmoid,
}


class Dense:
    def __init__(self, arguments, width):
        self.units, self.f = int(arguments[0]), FUNCTIONS[arguments[1]]
        self.members = next((int(a[8:].rstrip(")")) for a in arguments if a.startswith("members(")), 1)
        self.width = width // self.members
        self.own, self.units = self.units, self.units * self.members
        self.ntp, self.parametric = "ntp" in arguments, "parametric" in arguments

    def shapes(self):
        s = [(self.members, self.own)] * (self.members > 1)
        return [(self.own, self.width), (self.units,)] + s + [(self.units,)] * self.parametric

    def __call__(self, a, w, b, *rest):
        if self.members > 1:
            return self.ensemble(a, w, b, *rest)
        alpha = rest[0] if rest else None
        z = a @ w.T / (math.sqrt(self.width) if self.ntp else 1) + b
        return z + alpha * (self.f(z) - z) if self.parametric else self.f(z)

    def ensemble(self, a, w, b, s, alpha=None):
        """Each member's rows through a weight of its own, s_i o W."""
        out = []
        for i in range(self.members):
            x = a[:, i * self.width:(i + 1) * self.width]
            part = slice(i * self.own, (i + 1) * self.own)
            z = x @ (s[i][:, None] * w).T / (math.sqrt(self.width) if self.ntp else 1) + b[part]
            out.append(z + alpha[part] * (self.f(z) - z) if self.parametric else self.f(z))
        return torch.cat(out, dim=1)


class Members:
    def __init__(self, arguments, width):
        self.members, self.width, self.units = int(arguments[0]), width, width * int(arguments[0])

    def shapes(self):
        return [(self.members, self.width)]

    def __call__(self, a, r):
        return torch.cat([a * r[i] for i in range(self.members)], dim=1)


class Scale:
    def __init__(self, arguments, width):
        self.units = width

    def shapes(self):
        return [(self.units,)]

    def __call__(self, a, g):
        return a * g


class LayerNorm:
    def __init__(self, arguments, width):
        self.units, self.eps = width, float(arguments[0] or 1e-5)

    def shapes(self):
        return [(self.units,), (self.units,)]

    def __call__(self, a, gamma, beta):
        return F.layer_norm(a, (self.units,), gamma, beta, self.eps)


class BatchNorm:
    """Its mean and var are changed by a call while training."""

    def __init__(self, arguments, width):
        given = [float(a) for a in arguments if a]
        self.units, self.training = width, False
        self.momentum = given[0] if given else 0.1
        self.eps = given[1] if len(given) > 1 else 1e-5

    def shapes(self):
        return [(self.units,)] * 4

    def fixed(self):
        """Positions of tensors that no gradient changes: mean and var."""
        return {2, 3}

    def begin(self, position, tensor):
        """A variance is above 0."""
        return tensor.abs() + 0.5 if position == 3 else tensor

    def __call__(self, a, gamma, beta, mean, var):
        return F.batch_norm(a, mean, var, gamma, beta, self.training, self.momentum, self.eps)


class Residual:
    def __init__(self, arguments, width):
        self.units, self.span = width, int(arguments[0])

    def shapes(self):
        return []


class Embedding:
    """Embedding(pbld(F, O, sigma) or ple(B, O[, relu]), columns, size) of numbers, then one-hot blocks of these levels."""

    def __init__(self, arguments, width, numbers, levels):
        kind, self.columns, self.size = arguments[0], int(arguments[-2]), int(arguments[-1])
        self.pbld = kind.startswith("pbld")
        self.f = int(kind[5:]) if self.pbld else 0
        self.ple = kind.startswith("ple")
        self.bins, self.relu = int(kind[4:]) if self.ple else 0, "relu" in arguments
        self.o = int(arguments[1]) - self.pbld if self.pbld or self.ple else 0
        self.numbers, self.levels = numbers, levels
        blocks = len(levels) * self.size if self.size else sum(levels)
        self.units = self.columns * (self.o + (not self.ple)) + numbers - self.columns + blocks

    def shapes(self):
        c = self.columns
        own = [(c, self.f), (c, self.f), (c * self.o, self.f), (c, self.o)] if self.pbld else []
        if self.ple:
            own = [(c, self.bins + 1), (c * self.o, self.bins), (c, self.o)]
        rows = sum(self.levels) + len(self.levels)
        return own + ([(rows, self.size)] if self.size and self.levels else [])

    def fixed(self):
        """Positions of tensors that no gradient changes: edges."""
        return {0} if self.ple else set()

    def begin(self, position, tensor):
        """Ascending."""
        return tensor.sort(dim=1).values

    def bin(self, x, edges):
        """The encoding of Gorishniy et al., each bin by cases."""
        columns = []
        for m in range(self.bins):
            low, high = edges[:, m], edges[:, m + 1]
            inside = (x - low) / (high - low)
            below = inside if m == 0 else torch.zeros_like(inside)
            above = inside if m == self.bins - 1 else torch.ones_like(inside)
            columns.append(torch.where(x < low, below, torch.where(x > high, above, inside)))
        return torch.stack(columns, dim=2)

    def __call__(self, x, *tensors):
        parts = []
        if self.ple:
            edges, v, c = tensors[:3]
            h = self.bin(x[:, :self.columns], edges)
            e = torch.einsum("rjm,jom->rjo", h, v.reshape(self.columns, self.o, self.bins)) + c[None]
            parts.append((F.relu(e) if self.relu else e).flatten(1))
        elif self.pbld:
            f, p, v, c = tensors[:4]
            h = torch.cos(2 * math.pi * f[None] * x[:, :self.columns, None] + p[None])
            e = torch.einsum("rjf,jof->rjo", h, v.reshape(self.columns, self.o, self.f)) + c[None]
            parts.append(torch.cat([e, x[:, :self.columns, None]], dim=2).flatten(1))
        else:
            parts.append(x[:, :self.columns])
        parts.append(x[:, self.columns:self.numbers])
        block, row = self.numbers, 0
        for k in self.levels:
            one_hot = x[:, block:block + k]
            if self.size:
                none = 1 - one_hot.sum(dim=1, keepdim=True)
                parts.append(torch.cat([none, one_hot], dim=1) @ tensors[-1][row:row + k + 1])
            else:
                parts.append(one_hot)
            block, row = block + k, row + k + 1
        return torch.cat(parts, dim=1)


KINDS = {"Dense": Dense, "Members": Members, "Scale": Scale, "LayerNorm": LayerNorm, "BatchNorm": BatchNorm,
         "Residual": Residual}


def layers(text):
    first, *steps = [s.strip() for s in text.split("->")]
    match = re.fullmatch(r"(\d+)(?: \+ onehot\(([\d, ]+)\))?", first)
    numbers = int(match.group(1))
    levels = [int(k) for k in match.group(2).split(",")] if match.group(2) else []
    width = numbers + sum(levels)
    made = []
    for step in steps:
        kind, arguments = re.fullmatch(r"(\w+)\((.*)\)", step).groups()
        arguments = [s.strip(" )") for s in arguments.split(",")]
        made.append(Embedding(arguments, width, numbers, levels) if kind == "Embedding"
                    else KINDS[kind](arguments, width))
        width = made[-1].units
    return numbers, levels, made[-1].own, made


def loss_of(name, a, y):
    if name == "cross_entropy":
        return -torch.log(a.gather(1, y.long())).mean()
    return (0.5 * (a - y) ** 2).sum(dim=1).mean()


def case(network, loss, rows, seed):
    draws = torch.Generator().manual_seed(seed)
    numbers, levels, outputs, made = layers(network)
    tensors = [
        (torch.randn(shape, generator=draws) * 0.8 * (1 if len(shape) == 2 else 0.5)
         + (0 if len(shape) == 2 else 0.25)).requires_grad_()
        for layer in made for shape in layer.shapes()
    ]
    used = 0
    for layer in made:
        for i in getattr(layer, "fixed", set)():
            tensors[used + i] = layer.begin(i, tensors[used + i].detach())
        used += len(layer.shapes())
    values = torch.randn(rows, numbers, generator=draws)
    codes = [[int(torch.randint(-1, k, (1,), generator=draws)) for k in levels] for _ in range(rows)]
    blocks = [torch.zeros(rows, k) for k in levels]
    for r in range(rows):
        for c, code in enumerate(codes[r]):
            if code >= 0:
                blocks[c][r, code] = 1
    x = torch.cat([values] + blocks, dim=1).requires_grad_()
    y = (torch.randint(outputs, (rows, 1), generator=draws).double() if loss == "cross_entropy"
         else torch.randn(rows, outputs, generator=draws))
    flat = lambda each: torch.cat([t.reshape(-1) for t in each]).tolist()
    before = flat(tensors)
    predicted = run(made, x, tensors)
    for layer in made:
        layer.training = True
    a = run(made, x, tensors)
    members = getattr(made[-1], "members", 1)
    j = sum(loss_of(loss, part, y) for part in a.chunk(members, dim=1)) / members
    j.backward()
    result = {
        "network": network, "loss": loss, "x": x.tolist(), "codes": codes, "y": y.tolist(),
        "parameters": before, "outputs": mean(made, predicted).tolist(), "J": j.item(),
        "gradient": flat([torch.zeros_like(t) if t.grad is None else t.grad for t in tensors]),
        "dx": x.grad.tolist(),
    }
    if any(isinstance(layer, BatchNorm) for layer in made):
        result |= {"training_outputs": mean(made, a).tolist(), "after": flat(tensors)}
    return result


def mean(made, a):
    """Of the outputs of the members."""
    members = getattr(made[-1], "members", 1)
    return sum(a.chunk(members, dim=1)) / members


def run(made, x, tensors):
    a, used, entered = x, 0, []
    for i, layer in enumerate(made):
        own = len(layer.shapes())
        entered.append(a)
        a = (a + entered[i - layer.span] if isinstance(layer, Residual)
             else layer(a, *tensors[used:used + own]))
        used += own
    return a


NETWORKS = [
    ("4 -> Dense(5, tanh, ntp) -> Dense(3, softmax, ntp)", "cross_entropy"),
    ("4 -> Dense(5, selu, parametric) -> Dense(2, identity)", "squared_error"),
    ("4 -> Dense(5, mish, ntp, parametric) -> Dense(4, mish, ntp, parametric) -> Dense(1, identity, ntp)",
     "squared_error"),
    ("4 -> Scale() -> Dense(5, silu) -> Scale() -> Dense(3, softmax)", "cross_entropy"),
    ("6 -> Scale() -> Dense(8, selu, ntp, parametric) -> Dense(8, selu, ntp, parametric)"
     " -> Dense(8, selu, ntp, parametric) -> Dense(2, softmax, ntp)", "cross_entropy"),
    ("3 -> Embedding(pbld(16, 4, 0.1), 3, 0) -> Dense(5, tanh) -> Dense(2, identity)", "squared_error"),
    ("3 + onehot(4, 2) -> Embedding(pbld(5, 3, 0.1), 2, 3) -> Scale() -> Dense(6, mish, ntp, parametric)"
     " -> Dense(3, softmax, ntp)", "cross_entropy"),
    ("2 + onehot(3) -> Embedding(none, 2, 4) -> Dense(3, silu) -> Dense(2, softmax)", "cross_entropy"),
    ("2 + onehot(3) -> Embedding(pbld(2, 2, 0.1), 1, 0) -> Dense(3, silu) -> Dense(2, softmax)",
     "cross_entropy"),
    ("3 -> Embedding(ple(4, 3), 3, 0) -> Dense(5, tanh) -> Dense(2, identity)", "squared_error"),
    ("3 + onehot(4, 2) -> Embedding(ple(6, 4, relu), 2, 3) -> Scale() -> Dense(6, mish, ntp, parametric)"
     " -> Dense(3, softmax, ntp)", "cross_entropy"),
    ("2 -> Embedding(ple(1, 2), 2, 0) -> Dense(3, silu) -> Dense(2, softmax)", "cross_entropy"),
    ("3 -> Members(3) -> Dense(4, tanh, members(3)) -> Scale() -> Dense(2, identity, members(3))", "squared_error"),
    ("3 + onehot(4, 2) -> Embedding(ple(6, 4, relu), 2, 3) -> Scale() -> Members(2)"
     " -> Dense(6, mish, ntp, parametric, members(2)) -> Scale() -> Dense(3, softmax, ntp, members(2))",
     "cross_entropy"),
    ("4 -> LayerNorm() -> Dense(5, tanh) -> LayerNorm(0.25) -> Scale() -> LayerNorm() -> Dense(3, softmax)",
     "cross_entropy"),
    ("4 -> BatchNorm() -> Dense(5, tanh) -> BatchNorm(0.3, 0.25) -> Dense(3, softmax)", "cross_entropy"),
    ("2 + onehot(3) -> Dense(6, silu) -> BatchNorm() -> LayerNorm() -> Dense(4, selu) -> BatchNorm(1)"
     " -> Dense(2, identity)", "squared_error"),
    ("2 + onehot(3) -> Dense(5, tanh) -> Residual(1) -> Dense(6, silu) -> Dense(5, selu) -> Residual(2)"
     " -> Residual(5) -> Dense(3, softmax)", "cross_entropy"),
    ("4 -> Dense(6, silu) -> LayerNorm() -> Dense(6, mish) -> Dense(6, identity) -> Residual(3) -> BatchNorm()"
     " -> Residual(2) -> Scale() -> Residual(1) -> Dense(2, identity)", "squared_error"),
    ("4 -> BatchNorm() -> Dense(4, tanh) -> Residual(1) -> LayerNorm() -> Members(2)"
     " -> Dense(5, silu, members(2)) -> Scale() -> Dense(2, identity, members(2))", "squared_error"),
]


def main():
    folder = pathlib.Path(sys.argv[1])
    cases = [case(network, loss, 7, seed) for seed, (network, loss) in enumerate(NETWORKS)]
    made_by = f"tools/golden/make_layers.py, PyTorch {torch.__version__.split('+')[0]}, float64"
    lines = ",\n".join(json.dumps(c) for c in cases)
    (folder / "layers.json").write_text(f'{{\n"made_by": "{made_by}",\n"cases": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
