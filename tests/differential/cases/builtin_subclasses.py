import math

import pytest
from answer import Count, Reading, Text, Vector


def test_vector():
    assert abs(Vector(3, 4)) == 5
    assert -Vector(1, -2) == (-1, 2)
    assert round(Vector(1.26, 2.0), 1) == Vector(1.3, 2.0)
    assert Vector(1, 2) + Vector(1, 1) == (2, 3)


def test_by_length():
    assert sorted([Vector(3, 4), Vector(1, 0)], key=abs)[0] == (1, 0)


def test_not_defined():
    with pytest.raises(TypeError):
        ~Vector(1)
    with pytest.raises(TypeError, match="bad operand type"):
        abs(Text("a"))


def test_text_as_number():
    assert int(Text("12")) == 12
    assert float(Text("1.5")) == 1.5
    assert complex(Text("1j")) == 1j
    with pytest.raises(ValueError):
        int(Text("x"))


def test_numbers():
    assert abs(Count(-3)) == 3
    assert [10, 20][Count(1)] == 20
    assert round(Reading(2.5)) == 2
    assert math.floor(Reading(2.5)) == math.trunc(Reading(2.5)) == 2


def test_wrong():
    assert abs(Vector(3, 4)) == 7


def test_bytes():
    assert bytes(Count(2)) == b"\0\0"
    assert bytes(Vector(1, 2)) == b"\1\2"
