import math
import sys

sys.setrecursionlimit(5000)


def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)


def factorial(n):
    return math.factorial(n)


def power(n):
    return 2**n


def fraction():
    from fractions import Fraction

    return sum((Fraction(1, n) for n in range(1, 20)), Fraction())
