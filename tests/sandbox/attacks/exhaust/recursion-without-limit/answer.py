import sys


def deeper(n):
    return deeper(n + 1) + 1


def run():
    sys.setrecursionlimit(10**9)
    return deeper(0)
