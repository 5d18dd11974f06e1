"""bench/compare: measures the topics that are asked for, keeps their raw results, and writes the tables of all topics measured so far."""
import argparse, datetime, pathlib, shlex, sys

from . import disk, ingest, jvm, kernels, ladder, latency, machine, memory, mnist, predict, report, scale, typed
from .run import ROOT, Failed, Results, build

TOPICS = {"ladder": ladder, "kernels": kernels, "latency": latency, "jvm": jvm, "mnist": mnist, "csv": ingest, "predict": predict, "scale": scale, "disk": disk,
          "memory": memory}


def arguments():
    parser = argparse.ArgumentParser(prog="bench/compare", description=__doc__)
    parser.add_argument("--python", type=typed.program, default="python3", help="a Python with torch, onnxruntime, onnx, scikit-learn, pandas")
    parser.add_argument("--mnist", type=typed.images, help="folder with the IDX files of MNIST")
    parser.add_argument("--work", type=typed.work, default=str(ROOT / "target" / "compare"), help="for data, natives and raw results")
    parser.add_argument("--only", type=typed.some(TOPICS, "topic"), default=",".join(TOPICS), help="topics: " + ",".join(TOPICS))
    parser.add_argument("--out", type=typed.page, default=str(ROOT / "docs" / "performance.md"))
    parser.add_argument("--rounds", type=typed.count, default=3, help="pairs of runs of every comparison")
    parser.add_argument("--seconds", type=typed.seconds, default=2.0, help="measuring time of one setting of ladder and latency")
    parser.add_argument("--starts", type=typed.count, default=5, help="starts of bench/kernels")
    parser.add_argument("--limit", type=typed.seconds, default=180.0, help="most seconds of training of a library of the JVM")
    parser.add_argument("--peers", type=typed.some(jvm.PEERS, "library"), default=",".join(jvm.PEERS), help="libraries of the JVM")
    args = parser.parse_args()
    saved = [topic for topic in TOPICS if topic in args.only or (args.work / "results" / f"{topic}.json").exists()]
    lacking = report.lacking(args.out, ["machine", *saved])
    if lacking:
        parser.error(f"argument --out: {args.out}: {lacking}")
    return args


def main():
    args = arguments()
    args.work.mkdir(parents=True, exist_ok=True)
    results = Results(args.work / "results")
    try:
        build()
    except Failed as e:
        sys.exit(f"bench/compare: {e}")
    for topic in args.only:
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
