"""The least that RealMLP-TD takes here: steps of its network in PyTorch, times the steps of 256 epochs: realmlp_step.py DATA [--sets a,b] [--seconds S].

The network of Better by Default (Holzmuller, Grinsztajn, Steinwart, 2024) by its description: periodic embeddings of numbers, a factor for each
input, three layers of 256 in neural-tangent form with parametric activations and dropout, AdamW. Only steps on data in memory are counted: no preparation,
no validation, no choice of an epoch. The better of one thread and all of them counts. One JSON object a set.
"""
import argparse, json, math, os, pathlib, time

import pandas, torch
from torch import nn

UNITS, BATCH, EPOCHS, WAVES, SIZE, SHARE = 256, 256, 256, 16, 4, 0.8  # SHARE: of the rows; the others choose the epoch


class Embedded(nn.Module):
    """Each number x becomes x and SIZE - 1 numbers: relu of a matrix times cos(2 pi (frequency x + phase))."""

    def __init__(self, numbers):
        super().__init__()
        self.frequency = nn.Parameter(0.1 * torch.randn(numbers, WAVES))
        self.phase = nn.Parameter(math.pi * (2 * torch.rand(numbers, WAVES) - 1))
        self.weight = nn.Parameter(torch.randn(numbers, WAVES, SIZE - 1) / math.sqrt(WAVES))
        self.bias = nn.Parameter(torch.zeros(numbers, SIZE - 1))

    def forward(self, x):
        waves = torch.cos(2 * math.pi * (x.unsqueeze(-1) * self.frequency + self.phase))
        made = torch.relu(torch.einsum("bnw,nwd->bnd", waves, self.weight) + self.bias)
        return torch.cat([x.unsqueeze(-1), made], -1).flatten(1)


class Layer(nn.Module):
    def __init__(self, before, units, function):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(units, before))
        self.bias = nn.Parameter(torch.randn(units))
        self.factor = 1 / math.sqrt(before)
        self.function = function
        self.alpha = nn.Parameter(torch.ones(units)) if function else None

    def forward(self, x):
        z = nn.functional.linear(x, self.weight * self.factor, self.bias)
        return z + self.alpha * (self.function(z) - z) if self.function else z


class Net(nn.Module):
    def __init__(self, numbers, others, outputs, function):
        super().__init__()
        inputs = numbers * SIZE + others
        self.embedded, self.scale = Embedded(numbers), nn.Parameter(torch.ones(inputs))
        sizes = [inputs, UNITS, UNITS, UNITS]
        self.layers = nn.ModuleList(Layer(a, b, function) for a, b in zip(sizes, sizes[1:]))
        self.last = Layer(UNITS, outputs, None)

    def forward(self, x, others):
        a = torch.cat([self.embedded(x), others], 1) * self.scale
        for layer in self.layers:
            a = nn.functional.dropout(layer(a), 0.15)
        return self.last(a)


def shape(folder):
    """Rows, numbers, other inputs (a category of up to 8 levels one-hot, else 8 numbers), outputs, and whether these are classes."""
    table = pandas.read_csv(next(folder.glob("train.csv*")))
    x, y = table.iloc[:, :-1], table.iloc[:, -1]
    numeric = [c for c in x if pandas.api.types.is_numeric_dtype(x[c])]
    others = sum(1 if n == 2 else n if n <= 8 else 8 for n in (x[c].nunique() for c in x if c not in numeric))
    classes = not pandas.api.types.is_numeric_dtype(y)
    return len(table), len(numeric), others, y.nunique() if classes else 1, classes


def step_seconds(rows, numbers, others, outputs, classes, seconds):
    torch.manual_seed(0)
    net = Net(numbers, others, outputs, nn.functional.selu if classes else nn.functional.mish)
    optimizer = torch.optim.AdamW(net.parameters(), lr=1e-3, betas=(0.9, 0.95), weight_decay=0.02, fused=True)
    x, o = torch.randn(rows, numbers), torch.randn(rows, others)
    y = torch.randint(outputs, (rows,)) if classes else torch.randn(rows, 1)
    loss = nn.CrossEntropyLoss(label_smoothing=0.1) if classes else nn.MSELoss()
    best, until, order = math.inf, time.perf_counter() + seconds, torch.randperm(rows)
    while time.perf_counter() < until:
        begun, steps = time.perf_counter(), min(50, max(1, rows // BATCH))
        for i in range(steps):
            part = order[i * BATCH:(i + 1) * BATCH]
            optimizer.zero_grad()
            loss(net(x[part], o[part]), y[part]).backward()
            optimizer.step()
        best = min(best, (time.perf_counter() - begun) / steps)
    return best


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--sets", default="")
    parser.add_argument("--seconds", type=float, default=5.0)
    args = parser.parse_args()
    for name in args.sets.split(",") if args.sets else sorted(f.name for f in args.data.iterdir() if list(f.glob("train.csv*"))):
        rows, *sizes = shape(args.data / name)
        learned = int(SHARE * rows)
        found = {}
        for threads in sorted({1, os.cpu_count()}):
            torch.set_num_threads(threads)
            found[threads] = step_seconds(learned, *sizes, args.seconds)
        best = min(found.values())
        print(json.dumps({"set": name, "inputs": sizes[0] * SIZE + sizes[1], "us_per_step": round(1e6 * best, 1), "steps": EPOCHS * math.ceil(learned / BATCH),
                          "seconds": round(best * EPOCHS * math.ceil(learned / BATCH), 1), "torch": torch.__version__}), flush=True)


if __name__ == "__main__":
    main()
