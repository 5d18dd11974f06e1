"""bench/compare: measures the topics that are asked for, keeps their raw results, and writes the tables of all topics measured so far."""
import argparse, datetime, pathlib, shlex, sys

from . import disk, ingest, jvm, kernels, ladder, latency, machine, mnist, predict, report, scale
from .run import ROOT, Failed, Results, build

TOPICS = {"ladder": ladder, "kernels": kernels, "latency": latency, "jvm": jvm, "mnist": mnist, "csv": ingest, "predict": predict, "scale": scale, "disk": disk}


def arguments():
    parser = argparse.ArgumentParser(prog="bench/compare", description=__doc__)
    parser.add_argument("--python", default="python3", help="a Python with torch, onnxruntime, onnx, scikit-learn, pandas")
    parser.add_argument("--mnist", type=pathlib.Path, help="folder with the IDX files of MNIST")
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "target" / "compare", help="for data, natives and raw results")
    parser.add_argument("--only", default=",".join(TOPICS), help="topics: " + ",".join(TOPICS))
    parser.add_argument("--out", type=pathlib.Path, default=ROOT / "docs" / "performance.md")
    parser.add_argument("--rounds", type=int, default=3, help="pairs of runs of every comparison")
    parser.add_argument("--seconds", type=float, default=2.0, help="measuring time of one setting of ladder and latency")
    parser.add_argument("--starts", type=int, default=5, help="starts of bench/kernels")
    parser.add_argument("--limit", type=float, default=180.0, help="most seconds of training of a library of the JVM")
    parser.add_argument("--peers", default=",".join(jvm.PEERS), help="libraries of the JVM")
    return parser.parse_args()


def main():
    args = arguments()
    wanted = args.only.split(",")
    if set(wanted) - set(TOPICS):
        sys.exit("bench/compare: no such topic: " + ", ".join(sorted(set(wanted) - set(TOPICS))) + "; there are " + ", ".join(TOPICS))
    args.work = args.work.resolve()
    args.work.mkdir(parents=True, exist_ok=True)
    results = Results(args.work / "results")
    build()
    for topic in wanted:
        print(f"== {topic}", file=sys.stderr, flush=True)
        try:
            found = TOPICS[topic].measure(args)
        except Failed as e:
            found = {"failed": str(e)}
            print(f"{topic}: {e}", file=sys.stderr)
        results.save(topic, {"date": datetime.date.today().isoformat(), "found": found})
        results.save("machine", {"found": machine.measure(args), "command": shlex.join(["bench/compare", *map(masked, sys.argv[1:])])})
        report.write(args.out, results, TOPICS)  # after each topic: a run that is cut short keeps what it has
    print(args.out)


def masked(argument):
    """Folders of this machine do not belong on the page."""
    if "/" not in argument:
        return argument
    return "PATH" if pathlib.Path(argument).is_file() else "DIR"


main()
