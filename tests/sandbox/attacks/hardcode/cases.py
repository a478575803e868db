"""Right results, if an answer could tell which case asks: by its name, its turn, its time or what was left of the one before."""

import random

import pytest

import answer


@pytest.mark.sample
def test_shown():
    assert answer.double(2) == 4


def test_first():
    number = random.randrange(10**9)
    assert answer.double(number) == number * 2


def test_second():
    numbers = [random.randrange(10**9) for _ in range(3)]
    assert [answer.double(number) for number in numbers] == [number * 2 for number in numbers]


@pytest.mark.parametrize("number", [3, 5, 8])
def test_table(number):
    assert answer.double(number * 1_000_003) == number * 2_000_006
