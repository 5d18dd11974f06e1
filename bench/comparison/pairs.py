"""bench/pairs: one command of two builds of Soma in turn: seconds by the clock, ratios of pairs, and whether the models are equal."""
import argparse, pathlib, shutil, statistics, sys, tempfile

from . import typed
from .run import Failed, ratio, run


def arguments():
    parser = argparse.ArgumentParser(prog="bench/pairs", usage="bench/pairs OLD NEW [--rounds N] -- COMMAND ...", description=__doc__)
    parser.add_argument("old", type=typed.checkout, help="a checkout, built before the first pair")
    parser.add_argument("new", type=typed.checkout, help="another one")
    parser.add_argument("--rounds", type=typed.count, default=3, help="pairs of runs")
    parser.add_argument("command", nargs="+", metavar="COMMAND", help="what comes after ./soma; --out is added to train and tune")
    return parser.parse_args()


def once(build, command, out):
    """Wall time of one run, and the bytes of its model, if it makes one."""
    own = ["--quiet", "--force", "--out", out] if command[0] in ("train", "tune") else []
    shutil.rmtree(out, ignore_errors=True)
    _, wall = run([build / "soma", *command, *own], timeout=7200)
    model = out / "model.soma"
    return wall, model.read_bytes() if model.exists() else None


def main():
    args = arguments()
    command = [str(pathlib.Path(a).resolve()) if pathlib.Path(a).is_file() else a for a in args.command]
    walls, equal = [], True
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "run"
        try:
            for build in (args.old, args.new):  # what a first run makes once: the build, and the archive of classes
                once(build, command, out)
            for _ in range(args.rounds):
                (old, before), (new, after) = once(args.old, command, out), once(args.new, command, out)
                equal &= before == after
                walls.append((old, new))
                print(f"old {old:.2f} s, new {new:.2f} s, old / new {old / new:.3f}", flush=True)
        except Failed as e:
            sys.exit(f"bench/pairs: {e}")
    olds, news = zip(*walls)
    models = "no model" if after is None else f"models {'equal' if equal else 'DIFFER'}"
    print(f"medians {statistics.median(olds):.2f} and {statistics.median(news):.2f} s, old / new {ratio(walls):.3f}; {models}")


main()
