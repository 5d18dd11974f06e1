"""Predictions beside ONNX Runtime."""
from .ladder import micros, times
from .run import ROOT, Failed, alternate, middle, python, ratio, records, run

TARGETS = {(20, 1): 6, (784, 1): 1.15, (20, 1024): 1.3, (784, 1024): 1.1}


def measure(args):
    def onnx():
        try:
            return python(args, "ort_latency.py", str(args.seconds / 2))[0]
        except Failed as e:
            return [{"failed": str(e)}]

    return alternate(args.rounds, onnx, lambda: records(run([ROOT / "bench" / "latency", "--json"])[0]))


def table(found):
    lines = ["| network | rows | threads | ONNX Runtime | Soma | ONNX Runtime / Soma | wanted |", "|---|---|---|---|---|---|---|"]
    failed = next((r["failed"] for peer, _ in found for r in peer if "failed" in r), None)
    for shown in found[0][1]:
        key = (shown["sizes"], shown["rows"])
        for threads in (1, 2):
            pairs = [(value(peer, key, f"onnxruntime_us_threads{threads}"), value(soma, key, f"soma_us_threads{threads}")) for peer, soma in found]
            lines.append(f"| {'-'.join(map(str, key[0]))} | {key[1]:,} | {threads} | {failed or micros(middle(p for p, _ in pairs))} | {micros(middle(s for _, s in pairs))} "
                         f"| {times(ratio(pairs))} | {TARGETS.get((key[0][0], key[1]), '')} |")
    return lines


def value(rows, key, field):
    return next((r.get(field) for r in rows if (r.get("sizes"), r.get("rows")) == key), None)
