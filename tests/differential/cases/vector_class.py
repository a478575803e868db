import math

import pytest
from answer import Vector


def test_len_and_iter():
    v = Vector(1, 2, 3)
    assert len(v) == 3
    assert list(v) == [1, 2, 3]
    assert tuple(v) == (1.0, 2.0, 3.0)
    a, b, c = v
    assert (a, c) == (1, 3)


def test_index():
    v = Vector(1, 2, 3)
    assert v[0] == 1
    assert v[-1] == 3
    assert v[1:] == Vector(2, 3)
    with pytest.raises(IndexError):
        v[7]


def test_equality():
    assert Vector(1, 2) == Vector(1, 2)
    assert Vector(1, 2) != Vector(2, 1)
    assert Vector(1, 2) != (1, 2)
    assert not Vector(1) == "x"


def test_hash():
    assert hash(Vector(1, 2)) == hash(Vector(1, 2))


def test_in_set():
    assert len({Vector(1, 2), Vector(1, 2), Vector(2, 1)}) == 2


def test_truth():
    assert Vector(0, 1)
    assert not Vector(0, 0)
    assert bool(Vector()) is False


def test_contains():
    assert 2 in Vector(1, 2)
    assert 3 not in Vector(1, 2)


def test_add():
    assert Vector(1, 2) + Vector(3, 4) == Vector(4, 6)


def test_add_lengths():
    with pytest.raises(ValueError, match=r"lengths differ: 1 and 2"):
        Vector(1) + Vector(1, 2)


def test_add_other():
    with pytest.raises(TypeError) as info:
        Vector(1) + 5
    assert "unsupported operand" in str(info.value)
    with pytest.raises(TypeError):
        [1] + Vector(1)


def test_multiply():
    assert Vector(1, 2) * 2 == Vector(2, 4)
    assert 2 * Vector(1, 2) == Vector(2, 4)
    with pytest.raises(TypeError):
        Vector(1) * "a"


def test_sum():
    assert sum([Vector(1, 1), Vector(2, 3)], Vector(0, 0)) == Vector(3, 4)


def test_matmul():
    assert Vector(1, 2) @ Vector(3, 4) == 11


def test_abs():
    assert abs(Vector(3, 4)) == pytest.approx(5)
    assert math.isclose(abs(-Vector(3, 4)), 5)


def test_round():
    assert round(Vector(1.234, 5.678), 1) == Vector(1.2, 5.7)


def test_repr():
    assert repr(Vector(1, 2.5)) == "Vector(1, 2.5)"
    assert str(Vector(1)) == "Vector(1)"


def test_format():
    assert f"{Vector(1, 2):.2f}" == "<1.00, 2.00>"
    assert "{}".format(Vector(1)) == "<1>"


def test_call_and_attribute():
    v = Vector(7, 8)
    assert v(1) == 8
    assert v.y == 8
    assert callable(v)
    assert not hasattr(v, "w")
    with pytest.raises(AttributeError, match="no 'w'"):
        v.w


def test_sorted_by_length():
    vs = sorted([Vector(3, 4), Vector(1, 0)], key=abs)
    assert vs[0] == Vector(1, 0)
    assert max(vs, key=abs) == Vector(3, 4)


def test_reversed():
    assert list(reversed(Vector(1, 2, 3))) == [3, 2, 1]


def test_star():
    assert math.hypot(*Vector(3, 4)) == 5
    assert [*Vector(1), *Vector(2)] == [1, 2]


def test_zip_map():
    assert list(zip(Vector(1, 2), "ab")) == [(1, "a"), (2, "b")]
    assert list(map(abs, [Vector(3, 4)])) == [5]
    assert [i for i, x in enumerate(Vector(5, 6))] == [0, 1]
