import sys
from pathlib import Path, PureWindowsPath


def config(root):
    return root / "etc" / "app.toml"


def kind(path):
    return isinstance(path, Path), type(path).__name__


def windows():
    return PureWindowsPath("C:/a")


def write(root, names):
    made = []
    for name in names:
        path = Path(root) / name
        path.write_text(name)
        made.append(path)
    return made


def report(text):
    print("out", text)
    print("err", text, file=sys.stderr)
