"""Puts the tables into the page, between marks; what people wrote around them stays."""
import statistics, sys


def write(page, results, topics):
    source = page if page.exists() else default_page()
    text = source.read_text()
    for name, topic in topics.items():
        saved = results.load(name)
        if not saved:
            continue
        try:
            content = lines(topic, saved)
        except (AttributeError, LookupError, TypeError, ValueError) as e:  # of another version, or cut short
            print(f"{name}: its raw result cannot be shown ({type(e).__name__}: {e}); its table stays as it was", file=sys.stderr)
            continue
        text = between(text, name, content)
    text = between(text, "machine", machine(results))
    page.write_text(text)


def default_page():
    from .run import ROOT

    return ROOT / "docs" / "performance.md"


def lines(topic, saved):
    found = saved["found"]
    if isinstance(found, dict) and "failed" in found:
        return [f"Not measured on {saved['date']}: {found['failed']}"]
    return [*topic.table(found), "", f"Measured {saved['date']}."]


def lacking(page, names):
    """What a page lacks to hold these tables; None if nothing."""
    text = (page if page.exists() else default_page()).read_text()
    for name in names:
        begin, end = marks(name)
        if not 0 <= text.find(begin) < text.find(end):
            return f"lacks the lines {begin} and {end}"
    return None


def marks(name):
    return f"<!-- measured {name}: written by bench/compare -->", f"<!-- end of {name} -->"


def between(text, name, content):
    begin, end = marks(name)
    start, stop = text.find(begin), text.find(end)
    if start < 0 or stop < start:
        raise SystemExit(f"bench/compare: the page lacks the lines {begin} and {end}")
    return text[: start + len(begin)] + "\n\n" + "\n".join(content) + "\n\n" + text[stop:]


def machine(results):
    saved = results.load("machine")
    found = saved["found"]
    libraries = ", ".join(f"{n} {v}" if v else f"no {n}" for n, v in found["python"].items())
    return [f"{found['processor']}, {found['cores']} cores, {found['memory']}; {peak(results)}Java {found['java']}; Python with {libraries}.", "",
            f"The last command: `{saved['command']}`"]


def peak(results):
    kernels = results.load("kernels")
    if not kernels or not isinstance(kernels["found"], list):
        return ""
    rows = [r for start in kernels["found"] for r in start if "peak" in r]
    by = {t: statistics.median(r["peak"] for r in rows if r["threads"] == t) for t in sorted({r["threads"] for r in rows})}
    return "" if not by else "peak " + ", ".join(f"{value:.0f} GFLOP/s on {t} thread{'s' if t > 1 else ''}" for t, value in by.items()) + "; "
