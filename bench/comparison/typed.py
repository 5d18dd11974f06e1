"""What was typed: it is checked before anything is built or measured; what is wrong ends the program with one clear line and 2."""
import argparse, math, os, pathlib, shutil

IDX = [f"{part}-{kind}" for part in ("train", "t10k") for kind in ("images-idx3-ubyte", "labels-idx1-ubyte")]


def count(text):
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text}: must be a whole number >= 1")
    return int(text)


def seconds(text):
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"{text}: must be a number of seconds > 0")
    return value


def some(known, what):
    """Names between commas, each of them known."""

    def read(text):
        names = text.split(",")
        strange = [n for n in names if n not in known]
        if strange:
            raise argparse.ArgumentTypeError(f"no such {what}: {', '.join(strange) or text}; there are {', '.join(known)}")
        return names

    return read


def program(text):
    """A program that can be started; a path is taken from where the user is, and a link stays one: it tells a Python its libraries."""
    if shutil.which(text) is None:
        raise argparse.ArgumentTypeError(f"{text}: no program that can be started")
    return os.path.abspath(text) if os.sep in text else text


def images(text):
    folder = pathlib.Path(text).absolute()
    lacking = [n for n in IDX if not any((folder / (n + end)).is_file() for end in ("", ".gz"))]
    if lacking:
        raise argparse.ArgumentTypeError(f"{text}: {'no folder' if not folder.is_dir() else 'has no ' + lacking[0]}; the four IDX files of MNIST are needed")
    return folder


def work(text):
    """A folder, or what can become one."""
    folder = pathlib.Path(text).resolve()
    there = next(f for f in (folder, *folder.parents) if f.exists())
    if not there.is_dir() or not os.access(there, os.W_OK):
        raise argparse.ArgumentTypeError(f"{text}: no folder that can be written in")
    return folder


def page(text):
    file = pathlib.Path(text).absolute()
    if file.is_dir() or not file.parent.is_dir() or not os.access(file if file.exists() else file.parent, os.W_OK):
        raise argparse.ArgumentTypeError(f"{text}: cannot be written")
    return file


def checkout(text):
    folder = pathlib.Path(text).resolve()
    if not os.access(folder / "soma", os.X_OK) or not (folder / "soma").is_file():
        raise argparse.ArgumentTypeError(f"{text}: no checkout, there is no program soma in it")
    return folder
