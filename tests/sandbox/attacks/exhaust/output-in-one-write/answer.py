import sys


def run():
    sys.stdout.write("y" * 50_000_000)
    sys.stdout.flush()
    return 0
