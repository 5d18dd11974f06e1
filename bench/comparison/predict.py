"""Ten rows through `soma predict`, from the start of the process to its end."""
import statistics

from .run import ROOT, run

TRAIN = ["--target", "Survived", "--epochs", "5", "--quiet", "--force"]
RUNS = 10


def measure(args):
    data, model, ten = ROOT / "examples" / "titanic.csv", args.work / "titanic-run", args.work / "ten.csv"
    run([ROOT / "soma", "train", data, *TRAIN, "--out", model])
    ten.write_text("".join(data.read_text().splitlines(keepends=True)[:11]))
    command = [ROOT / "soma", "predict", model / "model.soma", ten, "--on-unseen", "unknown"]
    return [run(command)[1] for _ in range(RUNS * args.rounds)]


def table(found):
    return ["| `./soma predict MODEL ten.csv` | least | median | most | wanted |", "|---|---|---|---|---|",
            f"| {len(found)} runs | {min(found):.2f} s | **{statistics.median(found):.2f} s** | {max(found):.2f} s | < 0.5 s |"]
