import sys


def solve(given):
    sys.exit(given)
