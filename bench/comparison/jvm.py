"""Other libraries of the JVM: the same rows and network until the same accuracy, each in a process of its own."""
import argparse, os, statistics, sys, zipfile

from .machine import java, maven
from .run import PYTHON, ROOT, Failed, environment, ratio, records, run

MODULE = ROOT / "bench" / "peers"
PEERS = {
    "dl4j": ("dl4j.Dl4jRace", []),
    "djl": ("djl.DjlRace", ["-Dai.djl.offline=true", "-Dai.djl.pytorch.num_threads={threads}"]),
    "bytedeco": ("bytedeco.BytedecoRace", []),
    "smile": ("smile.SmileRace", []),
    "weka": ("weka.WekaRace", []),
    "h2o": ("h2o.H2oRace", ["-Dsys.ai.h2o.debug.noJavaVersionCheck=true", "--add-opens=java.base/java.lang=ALL-UNNAMED"]),
}
SOMA = ("soma.SomaRace", ["--add-modules=jdk.incubator.vector"])
TARGETS = {"table": 0.92, "mnist": 0.975}
EPOCHS = 60
TRIAL = 30  # most seconds to find out how many threads suit a library


def measure(args):
    table = args.work / "table.csv"
    if not table.exists():
        run([sys.executable, PYTHON / "make_table.py", table])
    build("soma")
    ready = {peer: attempt(lambda: build(peer), args, peer, table) for peer in args.peers}
    found = []
    for data, source in (("table", table), ("mnist", args.mnist)):
        ours = threads(args, "soma", data, source) if source else None
        for peer, failed in ready.items():
            if failed or source is None:
                found.append({"data": data, "peer": peer, "failed": failed or "no --mnist folder"})
            else:
                found.append({"data": data, "peer": peer, "pairs": pairs(args, peer, data, source, ours)})
    return found


def threads(args, peer, data, source):
    """1 or 2: what makes the shorter epochs, since some libraries lose by a second thread."""
    return min((1, 2), key=lambda count: epoch(args, peer, data, source, count))


def epoch(args, peer, data, source, count):
    short = argparse.Namespace(**{**vars(args), "limit": TRIAL})
    try:
        tried = race(short, peer, data, source, 1, count, epochs=2)
    except Failed:
        return float("inf")
    return tried["training_seconds"] / max(tried["epochs"], 0.1)


def attempt(build, args, peer, table):
    """Builds a peer and lets it unpack its natives once, which is not measured; gives the reason if it cannot."""
    try:
        build()
        race(args, peer, "table", table, 1, 2, epochs=1)
        return None
    except Failed as e:
        return str(e)


def build(peer):
    maven("-Ppeers", f"-Dpeer={peer}", "-pl", "bench/peers", *(["-am"] if peer == "soma" else []), "package")


def pairs(args, peer, data, source, ours):
    """A peer that fails, or whose first run does not come to the end within the limit, is run no more."""
    got = []
    mine = threads(args, peer, data, source)
    for seed in range(1, args.rounds + 1):
        try:
            theirs = race(args, peer, data, source, seed, mine)
        except Failed as e:
            theirs = {"failed": str(e)}
        got.append((theirs, race(args, "soma", data, source, seed, ours)))
        if "failed" in theirs or (seed == 1 and theirs["seconds_to_target"] is None):
            break
    return got


def race(args, peer, data, source, seed, count, epochs=EPOCHS):
    program, flags = SOMA if peer == "soma" else PEERS[peer]
    target = MODULE / "target" / peer
    home = args.work / "home"
    home.mkdir(parents=True, exist_ok=True)
    env = environment(OMP_NUM_THREADS=str(count), DJL_CACHE_DIR=str(args.work / "djl"), WEKA_HOME=str(home))
    if peer == "smile":
        env["LD_LIBRARY_PATH"] = str(openblas(args, target))
    classpath = f"{target / 'classes'}{os.pathsep}{(target / 'classpath').read_text()}"
    command = [java(), "-XX:+UseParallelGC", "--enable-native-access=ALL-UNNAMED", f"-Djava.io.tmpdir={home}", f"-Duser.home={home}",
               f"-Dorg.bytedeco.javacpp.cachedir={args.work / 'javacpp'}", *(f.format(threads=count) for f in flags), "-cp", classpath, f"dev.soma.peers.{program}",
               "--data", data, "--from", source, "--target", TARGETS[data], "--threads", count, "--epochs", epochs, "--limit", args.limit, "--seed", seed]
    said = records(run(command, env=env, timeout=args.limit + 300)[0])
    if not said:
        raise Failed("said nothing")
    return {**said[-1], "threads": count}


def openblas(args, target):
    """Smile looks for libopenblas.so on the library path: unpacked from the jar of bytedeco."""
    folder = args.work / "openblas"
    if not (folder / "libopenblas.so").exists():
        folder.mkdir(parents=True, exist_ok=True)
        jar = next(p for p in (target / "classpath").read_text().split(os.pathsep) if "openblas" in p and "linux" in p)
        with zipfile.ZipFile(jar) as archive:
            for name in archive.namelist():
                if "/lib" in name and ".so." in name and "jni" not in name:
                    (folder / name.rsplit("/", 1)[1]).write_bytes(archive.read(name))
        (folder / "libopenblas.so").symlink_to("libopenblas.so.0")
    return folder


def table(found):
    lines = []
    for data in TARGETS:
        rows = [f for f in found if f["data"] == data]
        ours = [s for f in rows for _, s in f.get("pairs", [])]
        lines += ["", f"{data}: seconds until {TARGETS[data]:.1%} of the test rows are right".replace("%", " %"), "",
                  "| library | version | threads | reached it | seconds | s / epoch | epochs | whole process | library / Soma | remarks |",
                  "|---|---|---|---|---|---|---|---|---|---|"]
        if ours:
            lines.append(line("**Soma**", ours, ""))
        lines += [failed(f) if "failed" in f else other(f) for f in rows]
    return lines[1:]


def failed(entry):
    return f"| {entry['peer']} | | | | | | | | | {entry['failed']} |"


def other(entry):
    theirs = [p for p, _ in entry["pairs"]]
    if all("failed" in p for p in theirs):
        return failed({**entry, "failed": theirs[0]["failed"]})
    compared = ratio([(p.get("seconds_to_target"), s["seconds_to_target"]) for p, s in entry["pairs"]])
    return line(entry["peer"], theirs, f"**{compared:.1f}**" if compared else "")


def line(name, runs, compared):
    """All columns are medians of the runs that reached the accuracy, or of all if none did."""
    reached = [r for r in runs if r.get("seconds_to_target") is not None]
    used = reached or [r for r in runs if "failed" not in r]
    first = used[0]
    middle = lambda field: statistics.median(r[field] for r in used)
    seconds = f"{middle('seconds_to_target'):.1f}" if reached else f"not in {middle('training_seconds'):.0f}"
    epoch = [(r["training_seconds"] - r["ready_seconds"]) / r["epochs"] for r in used if r["epochs"] and r["ready_seconds"] is not None]
    remarks = [missed(r) for r in runs if r not in reached] + [first["note"]]
    return (f"| {name} | {first['version']} | {first['threads']} | {len(reached)} of {len(runs)} | {seconds} | {f'{statistics.median(epoch):.2f}' if epoch else ''} "
            f"| {middle('epochs'):.0f} | {middle('process_seconds'):.1f} | {compared} | {'; '.join(r for r in remarks if r)} |")


def missed(run):
    """How far a run came that did not reach the accuracy."""
    if "failed" in run:
        return run["failed"]
    return f"{run['accuracy']:.1%} after {run['epochs']} epochs".replace("%", " %") if run["epochs"] else "not one epoch"
