"""Running programs, timing them, and keeping what they said."""
import json, os, pathlib, statistics, subprocess, sys, time

ROOT = pathlib.Path(__file__).resolve().parents[2]
PYTHON = ROOT / "bench" / "python"


class Failed(Exception):
    """A program that did not do its work; the text is the reason for the reader of the table."""


class Results:
    """The raw results of the last run of every topic, one JSON file each."""

    def __init__(self, folder):
        self.folder = folder

    def save(self, topic, value):
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f"{topic}.part"
        part.write_text(json.dumps(value, indent=1) + "\n")
        part.replace(self.folder / f"{topic}.json")

    def load(self, topic):
        file = self.folder / f"{topic}.json"
        try:
            return json.loads(file.read_text()) if file.exists() else None
        except ValueError:
            print(f"{topic}: {file} cannot be read; its table stays as it was", file=sys.stderr)
            return None


def run(command, env=None, timeout=1200):
    """Runs a program; gives its stdout and its wall time."""
    print("  " + " ".join(str(c) for c in command).replace("\n", " ")[-150:], file=sys.stderr, flush=True)
    begun = time.perf_counter()
    try:
        done = subprocess.run([str(c) for c in command], env=env, timeout=timeout, cwd=ROOT, text=True, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    except FileNotFoundError:
        raise Failed(f"no program {pathlib.Path(command[0]).name}") from None
    except subprocess.TimeoutExpired:
        raise Failed(f"did not end within {timeout:.0f} s") from None
    wall = time.perf_counter() - begun
    if done.returncode != 0:
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise Failed(f"{pathlib.Path(str(command[0])).name} ended with {done.returncode}: " + (cause(lines) if lines else "no message"))
    return done.stdout, wall


def build():
    """Builds the programs of bench once; those that are run from now on do not ask Maven again."""
    run([ROOT / "bench" / "run"])
    os.environ["SOMA_BENCH_BUILT"] = "yes"


def cause(lines):
    """The line that says most: the first error of Maven or a launcher, else the last line."""
    first = next((l for l in lines if l.startswith(("[ERROR]", "error "))), lines[-1])
    return first.replace(str(ROOT), ".").replace("|", "/")[:160]


def records(text):
    """The JSON objects among the lines; Maven may reset the colour of a terminal before the first."""
    lines = (line.removeprefix("\x1b[0m") for line in text.splitlines())
    return [json.loads(line) for line in lines if line.startswith("{")]


def environment(**more):
    """The environment of a peer, without the settings that slow a current OpenBLAS."""
    kept = {k: v for k, v in os.environ.items() if k not in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE", "PYTHONPATH")}
    return {**kept, **more}


def python(args, script, *arguments):
    """A script of bench/python with the other libraries; gives its JSON objects and the wall time."""
    text, wall = run([args.python, PYTHON / script, *arguments], env=environment())
    return records(text), wall


def alternate(rounds, peer, soma):
    """Peer, Soma, peer, Soma ...: the results of both sides, side by side. A peer that fails is a reason instead of results."""
    pairs = []
    for _ in range(rounds):
        pairs.append((peer(), soma()))
    return pairs


def ratio(pairs):
    """The median of peer / Soma over pairs of times; None if there is none."""
    ratios = [p / s for p, s in pairs if p and s]
    return statistics.median(ratios) if ratios else None


def middle(values):
    """The median of what there is; None if there is nothing."""
    values = [v for v in values if v is not None]
    return statistics.median(values) if values else None
