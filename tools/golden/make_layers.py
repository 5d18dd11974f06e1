"""Golden gradients of layers with more than W and b, by PyTorch in double precision.

    python make_layers.py FOLDER

writes layers.json: for each network its parameters in the order of the flat layout, rows, outputs, J and
dJ/dparameters in the same order. Nothing here is taken from Soma: only the text form of a network is.
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
        self.width = width
        self.ntp, self.parametric = "ntp" in arguments, "parametric" in arguments

    def shapes(self):
        return [(self.units, self.width), (self.units,)] + [(self.units,)] * self.parametric

    def __call__(self, a, w, b, alpha=None):
        z = a @ w.T / (math.sqrt(self.width) if self.ntp else 1) + b
        return z + alpha * (self.f(z) - z) if self.parametric else self.f(z)


class Scale:
    def __init__(self, arguments, width):
        self.units = width

    def shapes(self):
        return [(self.units,)]

    def __call__(self, a, g):
        return a * g


KINDS = {"Dense": Dense, "Scale": Scale}


def layers(text):
    first, *steps = [s.strip() for s in text.split("->")]
    width = int(first)
    made = []
    for step in steps:
        kind, arguments = re.fullmatch(r"(\w+)\((.*)\)", step).groups()
        made.append(KINDS[kind]([s.strip() for s in arguments.split(",")], width))
        width = made[-1].units
    return int(first), width, made


def loss_of(name, a, y):
    if name == "cross_entropy":
        return -torch.log(a.gather(1, y.long())).mean()
    return (0.5 * (a - y) ** 2).sum(dim=1).mean()


def case(network, loss, rows, seed):
    draws = torch.Generator().manual_seed(seed)
    inputs, outputs, made = layers(network)
    tensors = [
        (torch.randn(shape, generator=draws) * 0.8 * (1 if len(shape) == 2 else 0.5)
         + (0 if len(shape) == 2 else 0.25)).requires_grad_()
        for layer in made for shape in layer.shapes()
    ]
    x = torch.randn(rows, inputs, generator=draws).requires_grad_()
    y = (torch.randint(outputs, (rows, 1), generator=draws).double() if loss == "cross_entropy"
         else torch.randn(rows, outputs, generator=draws))
    a, used = x, 0
    for layer in made:
        own = len(layer.shapes())
        a = layer(a, *tensors[used:used + own])
        used += own
    j = loss_of(loss, a, y)
    j.backward()
    flat = lambda each: torch.cat([t.reshape(-1) for t in each]).tolist()
    return {
        "network": network, "loss": loss, "x": x.tolist(), "y": y.tolist(),
        "parameters": flat(tensors), "outputs": a.tolist(), "J": j.item(),
        "gradient": flat([t.grad for t in tensors]), "dx": x.grad.tolist(),
    }


NETWORKS = [
    ("4 -> Dense(5, tanh, ntp) -> Dense(3, softmax, ntp)", "cross_entropy"),
    ("4 -> Dense(5, selu, parametric) -> Dense(2, identity)", "squared_error"),
    ("4 -> Dense(5, mish, ntp, parametric) -> Dense(4, mish, ntp, parametric) -> Dense(1, identity, ntp)",
     "squared_error"),
    ("4 -> Scale() -> Dense(5, silu) -> Scale() -> Dense(3, softmax)", "cross_entropy"),
    ("6 -> Scale() -> Dense(8, selu, ntp, parametric) -> Dense(8, selu, ntp, parametric)"
     " -> Dense(8, selu, ntp, parametric) -> Dense(2, softmax, ntp)", "cross_entropy"),
]


def main():
    folder = pathlib.Path(sys.argv[1])
    cases = [case(network, loss, 7, seed) for seed, (network, loss) in enumerate(NETWORKS)]
    made_by = f"tools/golden/make_layers.py, PyTorch {torch.__version__.split('+')[0]}, float64"
    lines = ",\n".join(json.dumps(c) for c in cases)
    (folder / "layers.json").write_text(f'{{\n"made_by": "{made_by}",\n"cases": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
