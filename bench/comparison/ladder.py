"""Steps of training, rung by rung, beside PyTorch."""
from .run import ROOT, Failed, alternate, middle, python, ratio, records, run

RUNGS = "ABCDEFG"
TARGETS = {"A": 15, "B": 5, "C": 1.5, "D": 1.9, "E": 1.4, "F": 1.25, "G": 1.2}
BOTH_THREADS = "FG"
TWO_WANTED = 1.85


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
            entry["threads"] = alternate(args.rounds, lambda: soma(rung, "--peak", "--threads", "1", *seconds),
                                         lambda: soma(rung, "--peak", "--threads", "2", *seconds))
        found.append(entry)
    return found


def soma(rung, *options):
    text, _ = run([ROOT / "bench" / "ladder", "--json", "--rungs", rung, *options])
    return records(text)[0]


def table(found):
    lines = ["| rung | network | batch | PyTorch | PyTorch compiled | Soma | PyTorch / Soma | wanted | compiled / Soma |", "|---|---|---|---|---|---|---|---|---|"]
    for entry in found:
        lines.append(row(entry["rung"], entry["pairs"]))
    both = [two(entry) for entry in found if "threads" in entry]
    if both:
        lines += ["", "Two threads of Soma against one, in brackets as a share of two cores; and the peak of one core and of two in GFLOP/s, measured right after each:", "",
                  "| rung | 1 thread | 2 threads | faster | wanted | peak of one | peak of two | two / one | share of that |",
                  "|---|---|---|---|---|---|---|---|---|", *both]
    return lines


def row(rung, pairs):
    shown = pairs[0][1]
    peers, somas = zip(*pairs)
    ours = [s["us_per_step"] for s in somas]
    cells = {key: [p.get(key) for p, _ in pairs] for key in ("us_per_step", "compiled_us_per_step")}
    failed = next((p["failed"] for p, _ in pairs if "failed" in p), None)
    eager = ratio(list(zip(cells["us_per_step"], ours)))
    compiled = ratio(list(zip(cells["compiled_us_per_step"], ours)))
    return (f"| {rung} | {'-'.join(map(str, shown['sizes']))} | {shown['batch']} | {failed or side(peers, 'us_per_step', 'threads')} "
            f"| {side(peers, 'compiled_us_per_step', 'compiled_threads')} | {side(somas, 'us_per_step', 'threads')} "
            f"| {times(eager)} | {TARGETS[rung]} | {times(compiled)} |")


def side(records, time, count):
    """The median of the times, and with how many threads the runs were fastest, where the records say it."""
    counts = sorted({r[count] for r in records if count in r})
    return micros(middle(r.get(time) for r in records)) + (f" ({threads(counts)})" if counts else "")


def two(entry):
    one, both = zip(*entry["threads"])
    faster = ratio([(o["us_per_step"], b["us_per_step"]) for o, b in entry["threads"]])
    peak_one, peak_both = max(o["peak"] for o in one), max(b["peak"] for b in both)
    peaks = peak_both / peak_one
    return (f"| {entry['rung']} | {micros(middle(o['us_per_step'] for o in one))} | {micros(middle(b['us_per_step'] for b in both))} "
            f"| {times(faster)} ({faster / 2:.1%}) | {TWO_WANTED} ({TWO_WANTED / 2:.1%}) | {peak_one:.0f} | {peak_both:.0f} | {peaks:.2f} "
            f"| {faster / peaks:.0%} |").replace("%", " %")


def threads(counts):
    """Not every run need be fastest with the same number."""
    return "1 thread" if counts == [1] else " or ".join(map(str, counts)) + " threads"


def micros(us):
    if us is None:
        return ""
    return f"{us:.1f} us" if us < 1000 else f"{us / 1000:.2f} ms"


def times(value):
    return "" if value is None else f"**{value:.2f}**"
