"""Training steps of PyTorch on the ladder of networks: one JSON object a rung.

    torch_ladder.py [--rungs AB] [--seconds 2] [--threads 1,2] [--compile]

A step is forward, softmax cross-entropy, backward and Adam (fused), on one random batch in memory. The time is the smallest
mean of eight stretches, of the best number of threads; with --compile that of torch.compile is given as well.
"""
import argparse, json, os, time
import torch
from torch import nn

RUNGS = {
    "A": ([20, 64, 64, 2], 32), "B": ([20, 64, 64, 2], 256), "C": ([256, 256, 256, 256, 10], 256), "D": ([784, 256, 10], 128),
    "E": ([784, 512, 512, 10], 128), "F": ([784, 512, 512, 10], 1024), "G": ([1024, 2048, 2048, 1000], 256),
}
STRETCHES = 8


def network(sizes):
    layers = []
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def micros(sizes, batch, seconds, compiled):
    torch.manual_seed(0)
    model, loss = network(sizes), nn.CrossEntropyLoss()
    x, y = torch.randn(batch, sizes[0]), torch.randint(0, sizes[-1], (batch,))
    adam = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
    cost = lambda: loss(model(x), y)
    if compiled:
        cost = torch.compile(cost)

    def step():
        adam.zero_grad(set_to_none=True)
        cost().backward()
        adam.step()

    def stretch(steps):
        begun = time.perf_counter()
        for _ in range(steps):
            step()
        return (time.perf_counter() - begun) / steps

    stretch(20)
    steps = max(3, int(seconds / STRETCHES / stretch(3)))
    return 1e6 * min(stretch(steps) for _ in range(STRETCHES))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rungs", default="".join(RUNGS))
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--threads", default=f"1,{os.cpu_count()}")
    parser.add_argument("--compile", action="store_true")
    args = parser.parse_args()
    counts = sorted({int(t) for t in args.threads.split(",")})
    for rung in args.rungs:
        sizes, batch = RUNGS[rung]
        best = {}
        for compiled in [False, True] if args.compile else [False]:
            for threads in counts:
                torch.set_num_threads(threads)
                took = micros(sizes, batch, args.seconds, compiled)
                best[compiled] = min(best.get(compiled, (float("inf"), 0)), (took, threads))
        out = {"rung": rung, "sizes": sizes, "batch": batch, "us_per_step": round(best[False][0], 1), "threads": best[False][1]}
        if args.compile:
            out |= {"compiled_us_per_step": round(best[True][0], 1), "compiled_threads": best[True][1]}
        print(json.dumps(out), flush=True)


main()
