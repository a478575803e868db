import answer
import pytest
from answer import *  # noqa: F403


def test_classes():
    assert isinstance(Square(2), Shape)  # noqa: F405
    assert Square(2).area() == 4  # noqa: F405
    assert [shape.side for shape in sorted([Square(3), Square(1)])] == [1, 3]  # noqa: F405


def test_constant():
    assert LIMIT == answer.LIMIT == 3  # noqa: F405


def test_abstract():
    with pytest.raises(NotImplementedError):
        Shape().area()  # noqa: F405


def test_only_what_is_listed():
    with pytest.raises(NameError):
        unlisted()  # noqa: F405
    assert answer.unlisted() == "null"


def test_wrong():
    assert LIMIT == 4  # noqa: F405
