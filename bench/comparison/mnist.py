"""From the start of a process to a network that is right on 98 of 100 test images."""
import statistics

from .run import ROOT, Failed, python, ratio, records, run

WANTED = 0.98
SOMA = ["--hidden", "256", "--batch", "128", "--lr", "0.002", "--dropout", "0", "--epochs", "5", "--validation-fraction", "0.05"]
SCRIPTS = {"scikit-learn": ("mnist_sklearn.py", 3), "PyTorch": ("mnist_torch.py", None)}


def measure(args):
    if args.mnist is None:
        raise Failed("no --mnist folder")
    # what a first run makes once: the build, and the archive of classes and profiles of training
    first = ["--target", "Survived", "--epochs", "1", "--quiet", "--force", "--out", args.work / "first-run"]
    run([ROOT / "soma", "train", ROOT / "examples" / "titanic.csv", *first])
    found = {"options": SOMA, "pairs": {}}
    for name, (script, _) in SCRIPTS.items():
        found["pairs"][name] = [(theirs(args, script), ours(args)) for _ in range(args.rounds)]
    return found


def theirs(args, script):
    try:
        said, wall = python(args, script, args.mnist, str(WANTED))
        return {"wall": wall, **said[-1]}
    except Failed as e:
        return {"failed": str(e)}


def ours(args):
    text, wall = run([ROOT / "soma", "train", args.mnist, *SOMA, "--json", "--quiet", "--force", "--out", args.work / "mnist-run"])
    return {"wall": wall, "accuracy": accuracy(text)}


def accuracy(text):
    """The test accuracy in the events of `soma train --json`."""
    saved = [r for r in records(text) if r.get("event") == "saved"]
    if not saved:
        raise Failed("soma train said nothing of a test")
    return saved[-1]["test"]["accuracy"]


def table(found):
    lines = [f"Soma: `./soma train DIR {' '.join(found['options'])}`.", "", "| library | wall time (median) | least | test accuracy (least) | library / Soma | wanted |", "|---|---|---|---|---|---|"]
    soma = [s for pairs in found["pairs"].values() for _, s in pairs]
    lines.append(line("**Soma**", soma, "", ""))
    for name, pairs in found["pairs"].items():
        got = [p for p, _ in pairs if "failed" not in p]
        if not got:
            lines.append(f"| {name} | {pairs[0][0]['failed']} | | | | |")
            continue
        compared = ratio([(p.get("wall"), s["wall"]) for p, s in pairs])
        lines.append(line(name, got, f"**{compared:.1f}**", SCRIPTS[name][1] or ""))
    return lines


def line(name, runs, compared, wanted):
    walls, right = [r["wall"] for r in runs], [r["accuracy"] for r in runs]
    accuracy = f"{min(right):.2%}".replace("%", " %")
    return f"| {name} | {statistics.median(walls):.1f} s | {min(walls):.1f} s | {accuracy} | {compared} | {wanted} |"
