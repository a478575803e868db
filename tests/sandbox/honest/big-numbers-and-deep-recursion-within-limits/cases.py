from fractions import Fraction

import answer


def test_numbers():
    assert answer.factorial(30) == 265252859812191058636308480000000
    assert answer.power(20_000) == 1 << 20_000
    assert answer.fraction() == Fraction(275295799, 77597520)


def test_depth():
    assert answer.depth(900) == 900
