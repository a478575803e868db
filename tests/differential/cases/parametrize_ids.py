import enum
import re

import pytest
from answer import kind


class Color(enum.Enum):
    RED = 1


class Empty:
    pass


@pytest.mark.parametrize(
    "value",
    [
        1,
        1.5,
        True,
        None,
        "text",
        "",
        "with space",
        "ünïcode",
        "line\nbreak",
        "tab\t",
        "back\\slash",
        b"bytes\x00\xff",
        2j,
        Color.RED,
        Empty,
        Empty(),
        len,
        re.compile("a+b"),
        [1],
        {"k": 1},
        (1, 2),
        {3},
        range(2),
        -0.0,
        float("nan"),
        10**20,
        lambda: 1,
    ],
)
def test_ids(value):
    assert kind(value) == type(value).__name__


@pytest.mark.parametrize("value", ["a", "a", "a0", "a", "1", "1", "1_0", "", ""])
def test_duplicates(value):
    assert kind(value) == "str"


@pytest.mark.parametrize("a,b", [(1, 2), (1, 2), (3, 4)])
def test_duplicate_rows(a, b):
    assert a < b


@pytest.mark.parametrize("value", [1, 2, 3], ids=["one", None, 3])
def test_given_ids(value):
    assert value


@pytest.mark.parametrize("value", [1, "x", [2]], ids=lambda value: f"int {value}" if kind(value) == "int" else None)
def test_callable_ids(value):
    assert value


@pytest.mark.parametrize("value", [1, 2], ids=(f"gen{n}" for n in range(2)))
def test_generator_ids(value):
    assert value


@pytest.mark.parametrize("a,b", [(1, 2)], ids=str)
def test_str_ids(a, b):
    assert a < b


@pytest.mark.parametrize("value", [pytest.param(1, id="first"), pytest.param(2, id="first"), 3])
def test_param_ids(value):
    assert value


@pytest.mark.parametrize("value", [1], ids=[pytest.HIDDEN_PARAM])
def test_hidden(value):
    assert value


@pytest.mark.parametrize("x", [1, 2], ids=["same", "same"])
@pytest.mark.parametrize("y", [3, 4], ids=["l", "r"])
def test_stacked_duplicates(x, y):
    assert x < y
