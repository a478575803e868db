"""Every way in which a case commonly checks a result. Each expects what nobody can guess."""

import math
import re
import unittest
from decimal import Decimal

import pytest
from pytest import approx, raises

import answer


def test_equal():
    assert answer.number(6) == 421


def test_equal_reversed():
    assert 421 == answer.number(6)


def test_unequal():
    got = answer.number(6)
    if got != 421:
        pytest.fail("not the number")


def test_is_true():
    assert answer.number(6) is True


def test_close():
    assert answer.number(6) == approx(421.5)


def test_close_all():
    assert answer.number(6) == approx([421.5, 17.25])


def test_is_close():
    assert isinstance(answer.number(6), float) and math.isclose(answer.number(6), 421.5)


def test_checked_difference():
    got = answer.number(6)
    assert isinstance(got, (int, float, Decimal))
    assert abs(got - 421) < 0.5


def test_order():
    assert 420 < answer.number(6) < 422


def test_member():
    assert answer.number(6) in (421, 422)


def test_key():
    assert {421: "right"}.get(answer.number(6)) == "right"


def test_text():
    assert answer.number(6) == "four hundred and twenty-one"


def test_items():
    assert list(answer.number(6)) == [4, 2, 1]


def test_pairs():
    assert dict(answer.number(6)) == {"hundreds": 4, "ones": 21}


def test_nested():
    assert answer.number(6) == {"digits": [4, 2, 1], "sign": None}


def test_pattern():
    assert re.fullmatch("four.*one", str(answer.number(6)))


def test_raises():
    with raises(LookupError, match="no number 421"):
        answer.number(6)


def test_own_list():
    given = [4, 2, 1]
    answer.number(given)
    assert given == [421, 17]


class TestUnit(unittest.TestCase):
    def test_equal(self):
        self.assertEqual(answer.number(6), 421)

    def test_list(self):
        self.assertListEqual(answer.number(6), [4, 2, 1])

    def test_counts(self):
        self.assertCountEqual(answer.number(6), [4, 2, 1])
