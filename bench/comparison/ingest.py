"""Reading a CSV file of 1,000,000 rows and 20 columns, in a new process that has read nothing before; the file is in the page cache."""
import statistics, sys

from .jvm import MODULE, build
from .machine import java
from .run import PYTHON, ROOT, Failed, python, ratio, records, run


def measure(args):
    file = args.work / "million.csv"
    if not file.exists():
        run([sys.executable, PYTHON / "make_csv.py", file])
    build("soma")
    run([ROOT / "soma", "--version"])  # builds the command if it has to
    found = []
    for _ in range(args.rounds):
        found.append({"pandas": pandas(args, file), "soma": table_only(file), "inspect": {"wall": run([ROOT / "soma", "inspect", file])[1]}})
    return {"megabytes": file.stat().st_size / 1e6, "runs": found}


def pandas(args, file):
    try:
        said, wall = python(args, "csv_pandas.py", file)
        return {"wall": wall, **said[-1]}
    except Failed as e:
        return {"failed": str(e)}


def table_only(file):
    target = MODULE / "target" / "soma"
    classpath = f"{target / 'classes'}:{(target / 'classpath').read_text()}"
    text, wall = run([java(), "-XX:+UseParallelGC", "-cp", classpath, "dev.soma.peers.soma.ReadTable", file])
    return {"wall": wall, **records(text)[-1]}


def table(found):
    runs = found["runs"]
    lines = [f"{found['megabytes']:.0f} MB; medians of {len(runs)} runs.", "", "| | reading alone | whole process | pandas / this, whole process | wanted |", "|---|---|---|---|---|"]
    names = {"pandas": "pandas `read_csv`", "soma": "Soma `Table.csv`", "inspect": "`./soma inspect FILE` (reads, checks, summarises)"}
    for key, name in names.items():
        got = [r[key] for r in runs if "failed" not in r[key]]
        if not got:
            lines.append(f"| {name} | {runs[0][key]['failed']} | | | |")
            continue
        alone = [g["seconds"] for g in got if "seconds" in g]
        compared = ratio([(r["pandas"].get("wall"), r[key].get("wall")) for r in runs]) if key != "pandas" else None
        lines.append(f"| {name} | {f'{statistics.median(alone):.2f} s' if alone else ''} | {statistics.median(g['wall'] for g in got):.2f} s "
                     f"| {f'**{compared:.2f}**' if compared else ''} | {1 if key == 'soma' else ''} |")
    return lines
