import sys


def greet(name):
    print(f"Hello, {name}!")


def warn_user(what):
    print(f"warning: {what}", file=sys.stderr)
