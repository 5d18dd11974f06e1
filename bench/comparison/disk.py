"""A table of 4 GB, trained from disk in a heap of 512 MB and in memory in a heap that holds it; the page cache may hold the files."""
import hashlib, json, os

from .run import ROOT, run

ROWS, COLUMNS, EPOCHS = 5_800_000, 100, 2
SIDES = {"disk": "-Xmx512m", "heap": "-Xmx14g"}


def measure(args):
    file = args.work / "large.csv"
    if not file.exists():
        part = args.work / "large.part"
        run([ROOT / "bench" / "run", "TableFile", "--out", part, "--rows", ROWS, "--columns", COLUMNS])
        part.rename(file)
    run([ROOT / "soma", "--version"])  # builds the command if it has to
    return {"gigabytes": file.stat().st_size / 1e9, **{side: train(args, file, side) for side in SIDES}}


def train(args, file, side):
    out = args.work / f"large-{side}"
    _, wall = run([ROOT / "soma", "train", file, "--target", "y", "--hidden", "64", "--epochs", EPOCHS, "--memory", side,
                   "--work-dir", args.work, "--out", out, "--force", "--quiet"], env={**os.environ, "SOMA_JAVA_OPTS": SIDES[side]})
    events = [json.loads(line) for line in (out / "run.jsonl").read_text().splitlines()]
    rates = [e["rows_per_second"] for e in events if e.get("event") == "epoch" and e["epoch"] > 0]
    return {"wall": wall, "rate": max(rates), "sha256": hashlib.sha256((out / "model.soma").read_bytes()).hexdigest()}


def table(found):
    disk, heap = found["disk"], found["heap"]
    lines = [f"{ROWS:,} rows of {COLUMNS} numbers, {found['gigabytes']:.1f} GB of text; one hidden layer of 64 units, batch 256. "
             f"Model files {'equal' if disk['sha256'] == heap['sha256'] else 'DIFFERENT'}, byte for byte.", "",
             "| rows are kept | Java | rows/s of an epoch | disk / memory | wanted | whole command |", "|---|---|---|---|---|---|"]
    for side, name in (("heap", "in memory"), ("disk", "on disk")):
        ratio = f"**{disk['rate'] / heap['rate']:.2f}** | 0.70" if side == "disk" else " | "
        lines.append(f"| {name} | `{SIDES[side]}` | {found[side]['rate']:,.0f} | {ratio} | {found[side]['wall']:.0f} s |")
    return lines
