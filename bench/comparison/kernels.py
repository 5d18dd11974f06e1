"""The matrix products of training as a share of what the machine can do at most."""
import statistics

from .run import ROOT, records, run

TARGETS = {(512, 512, 128): 0.93, (2048, 2048, 1024): 0.92, (1024, 512, 784): 0.90, (128, 512, 784): 0.88, (32, 64, 64): 0.65}


def measure(args):
    return [records(run([ROOT / "bench" / "kernels", "--json"])[0]) for _ in range(args.starts)]


FORMS = {"NT": "A B^T", "NN": "A B", "TN": "A^T B"}


def table(found):
    lines = [f"{len(found)} starts of Java; peak: the best of a loop of fused multiply-adds in the same run. A B^T is the product of the forward pass, A B that of delta, A^T B that of dW.", "",
             "| m x n x k | product | threads | GFLOP/s (median) | peak (median) | share: lowest | median | highest | wanted (1 thread) |", "|---|---|---|---|---|---|---|---|---|"]
    for key in dict.fromkeys((r["m"], r["n"], r["k"], r["form"], r["threads"]) for start in found for r in start):
        rows = [r for start in found for r in start if (r["m"], r["n"], r["k"], r["form"], r["threads"]) == key]
        shares = [r["share"] for r in rows]
        wanted = TARGETS.get(key[:3]) if key[4] == 1 else None
        lines.append(f"| {key[0]} x {key[1]} x {key[2]} | {FORMS[key[3]]} | {key[4]} | {median(rows, 'gflops'):.1f} | {median(rows, 'peak'):.1f} | {min(shares):.1%} "
                     f"| **{statistics.median(shares):.1%}** | {max(shares):.1%} | {f'{wanted:.0%}' if wanted else ''} |".replace("%", " %"))
    return lines


def median(rows, field):
    return statistics.median(r[field] for r in rows)
