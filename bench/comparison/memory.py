"""What trainings hold in the heap: by the formula, and counted."""
from .run import ROOT, records, run


def measure(args):
    return records(run([ROOT / "bench" / "memory"])[0])


def table(found):
    lines = ["| training | parameters | rows, held once | the rest by the formula | of it while scored only | counted | counted / formula |",
             "|---|---|---|---|---|---|---|"]
    for r in found:
        held = r["formula_bytes"] - r["scoring_bytes"]
        lines.append(f"| {r['training']} | {r['parameters']:,} | {r['rows']:,}: {megabytes(r['rows_bytes'])} | {megabytes(r['formula_bytes'])} "
                     f"| {megabytes(r['scoring_bytes'])} | {megabytes(r['held_bytes'])} | **{r['held_bytes'] / held:.3f}** |")
    return lines


def megabytes(number):
    return f"{number / 1e6:.2f} MB"
