"""What the machine is, and which versions took part."""
import json, os, pathlib, re, subprocess

from .run import ROOT, Failed, environment, run

LIBRARIES = ["torch", "onnxruntime", "sklearn", "pandas", "numpy"]
ASK = "import json, importlib\nfound = {}\nfor n in %r:\n  try: found[n] = importlib.import_module(n).__version__\n  except Exception: found[n] = None\nprint(json.dumps(found))"


def measure(args):
    found = {"processor": processor(), "cores": os.cpu_count(), "memory": memory(), "java": release(jdk())}
    try:
        text, _ = run([args.python, "-c", ASK % LIBRARIES], env=environment())
        found["python"] = json.loads(text.splitlines()[-1])
    except Failed as e:
        found["python"] = {"none": str(e)}
    return found


def processor():
    try:
        text = subprocess.run(["lscpu"], capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}).stdout
        model = re.search(r"^Model name:\s*(.+)$", text, re.M)
        return model.group(1).strip() if model else "unknown"
    except OSError:
        return "unknown"


def memory():
    try:
        return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GB"
    except (ValueError, OSError):
        return "unknown"


def jdk():
    """The first JDK 25 in the places where the launcher looks."""
    named = os.environ.get("SOMA_JAVA_HOME")
    places = [named] if named else [os.environ.get("JAVA_HOME"), *sorted(map(str, pathlib.Path("/usr/lib/jvm").glob("*"))),
                                    *sorted(map(str, pathlib.Path("/opt").glob("*"))),
                                    *sorted(map(str, (pathlib.Path.home() / ".sdkman/candidates/java").glob("*"))),
                                    *sorted(map(str, pathlib.Path("/Library/Java/JavaVirtualMachines").glob("*/Contents/Home")))]
    for place in places:
        if place and (pathlib.Path(place) / "bin/java").exists() and release(place).startswith("25."):
            return pathlib.Path(place)
    raise Failed("no JDK 25 found; set SOMA_JAVA_HOME")


def release(home):
    file = pathlib.Path(home) / "release"
    match = re.search(r'^JAVA_VERSION="([^"]+)"', file.read_text(), re.M) if file.exists() else None
    return match.group(1) if match else ""


def java():
    return jdk() / "bin" / "java"


def maven(*arguments):
    return run(["mvn", "-q", "-B", "-ntp", "-f", ROOT / "pom.xml", "-Dmaven.test.skip=true", *arguments])
