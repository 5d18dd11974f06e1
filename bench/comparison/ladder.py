"""Steps of training, rung by rung, beside PyTorch."""
from .run import ROOT, Failed, alternate, best, python, ratio, records, run

RUNGS = "ABCDEFG"
TARGETS = {"A": 15, "B": 5, "C": 1.5, "D": 1.9, "E": 1.4, "F": 1.25, "G": 1.2}
BOTH_THREADS = "FG"


def measure(args):
    seconds = ["--seconds", str(args.seconds)]

    def torch(rung):
        try:
            return python(args, "torch_ladder.py", "--rungs", rung, "--compile", *seconds)[0][0]
        except (Failed, IndexError) as e:
            return {"failed": str(e) or "said nothing"}

    found = []
    for rung in RUNGS:
        pairs = alternate(args.rounds, lambda: torch(rung), lambda: soma(rung, *seconds))
        entry = {"rung": rung, "pairs": pairs}
        if rung in BOTH_THREADS:
            entry["threads"] = alternate(args.rounds, lambda: soma(rung, "--threads", "1", *seconds), lambda: soma(rung, "--threads", "2", *seconds))
        found.append(entry)
    return found


def soma(rung, *options):
    text, _ = run([ROOT / "bench" / "ladder", "--json", "--rungs", rung, *options])
    return records(text)[0]


def table(found):
    lines = ["| rung | network | batch | PyTorch | PyTorch compiled | Soma | PyTorch / Soma | wanted | compiled / Soma |", "|---|---|---|---|---|---|---|---|---|"]
    for entry in found:
        lines.append(row(entry["rung"], entry["pairs"]))
    threads = [two(entry) for entry in found if "threads" in entry]
    if threads:
        lines += ["", "Two threads of Soma against one, and what the peak of two cores is of that of one, measured right after each:", "",
                  "| rung | 1 thread | 2 threads | faster | peak of two / one | share of that |", "|---|---|---|---|---|---|", *threads]
    return lines


def row(rung, pairs):
    shown = pairs[0][1]
    ours = [s["us_per_step"] for _, s in pairs]
    cells = {key: [p.get(key) for p, _ in pairs] for key in ("us_per_step", "compiled_us_per_step")}
    failed = next((p["failed"] for p, _ in pairs if "failed" in p), None)
    eager = ratio(list(zip(cells["us_per_step"], ours)))
    compiled = ratio(list(zip(cells["compiled_us_per_step"], ours)))
    fastest = min((s["us_per_step"], s["threads"]) for _, s in pairs)
    return (f"| {rung} | {'-'.join(map(str, shown['sizes']))} | {shown['batch']} | {failed or micros(best(cells['us_per_step']))} "
            f"| {micros(best(cells['compiled_us_per_step']))} | {micros(fastest[0])} ({threads(fastest[1])}) | {times(eager)} | {TARGETS[rung]} | {times(compiled)} |")


def two(entry):
    one, both = zip(*entry["threads"])
    faster = ratio([(o["us_per_step"], b["us_per_step"]) for o, b in entry["threads"]])
    peaks = max(b["peak"] for b in both) / max(o["peak"] for o in one)
    return (f"| {entry['rung']} | {micros(best([o['us_per_step'] for o in one]))} | {micros(best([b['us_per_step'] for b in both]))} "
            f"| {times(faster)} | {peaks:.2f} | {faster / peaks:.0%} |").replace("%", " %")


def threads(count):
    return "1 thread" if count == 1 else f"{count} threads"


def micros(us):
    if us is None:
        return ""
    return f"{us:.1f} us" if us < 1000 else f"{us / 1000:.2f} ms"


def times(value):
    return "" if value is None else f"**{value:.2f}**"
