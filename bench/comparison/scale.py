"""What a row costs, for growing numbers of rows."""
from .run import ROOT, records, run

ROWS = "10000,100000,1000000,10000000"


def measure(args):
    return records(run([ROOT / "bench" / "scale", "--rows", ROWS, "--epochs", "2", "--work-dir", args.work])[0])


def table(found):
    lines = ["| rows | reading | checking, splitting, encoding | an epoch |", "|---|---|---|---|"]
    for r in found:
        lines.append(f"| {r['rows']:,} | {r['read_us_per_row']:.2f} us | {r['prepare_us_per_row']:.2f} us | {r['train_us_per_row']:.2f} us |")
    return lines
