"""`approx` against the real pytest's over generated inputs, and against values that lie."""

from __future__ import annotations

import array
import math
import random
from collections import OrderedDict, defaultdict, deque, namedtuple
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction
from unittest.mock import ANY

import pytest
from conftest import OURS, outcome

approx = OURS.approx


class Level(IntEnum):
    ONE = 1


class Metres(float):
    """An honest subclass."""


Point = namedtuple("Point", "x y")
MOMENT = datetime(2026, 1, 1, 12)
SECOND = timedelta(seconds=1)

SCALARS = [
    *(0, 1, -1, 10**9, 10**400, True, False, 0.0, -0.0, 1.0, 1.0000005, 1.1, 0.1 + 0.2, 1e-13),
    *(1e308, math.inf, -math.inf, math.nan, Metres(1.0000005), Level.ONE),
    *(1j, 1 + 1e-9j, complex(math.inf, 1), complex(math.nan, 0), complex(1, 0)),
    *(Decimal("1"), Decimal("1.0000005"), Decimal("0.3"), Decimal("Infinity"), Decimal("NaN")),
    *(Fraction(1, 3), Fraction(1), Fraction(10000005, 10000000), 0.3333333),
    *(None, "1", "a", b"a", bytearray(b"a"), object, len, ..., date(2026, 1, 1)),
    *(MOMENT, MOMENT + SECOND / 2, MOMENT.replace(tzinfo=UTC), SECOND, SECOND * 1.005),
]
CONTAINERS = [
    *([], [1], [1.0000005], (1,), [1, 2], [2, 1], (1.0, 2.0000001), [None, 1], ["a", 1.0]),
    *([math.nan], [math.inf, 1], [Decimal(1), 2], [True], [1, [2]], [[1]], ([1], 2), [SECOND]),
    *(range(1, 3), deque([1, 2]), array.array("d", [1, 2]), Point(1, 2), "ab", ["a", "b"]),
    *({}, {"a": 1}, {"a": 1.0000005}, {"b": 1}, {"a": None}, {"a": 1, "b": 2}, {"a": [1]}),
    *({"a": {"b": 1}}, OrderedDict(a=1), defaultdict(int, a=1), {"b": 2, "a": 1}),
    *({1, 2}, frozenset([1]), {1: 2}.values(), {1: 2}.keys(), [bytearray(b"a")], [b"ab"]),
]
TOLERANCES: list[dict[str, object]] = [
    *({}, {"rel": 1e-3}, {"abs": 1e-3}, {"rel": 0.01, "abs": 0.2}, {"rel": 0}, {"abs": 0}),
    *({"rel": -1}, {"abs": -1}, {"rel": math.nan}, {"abs": math.nan}, {"abs": math.inf}),
    *({"rel": "1"}, {"abs": "1"}, {"rel": Decimal("0.01")}, {"abs": Decimal("0.01")}),
    *({"nan_ok": True}, {"abs": SECOND}, {"rel": 0.01, "abs": SECOND}, {"abs": -SECOND}),
    *({"rel": math.inf}, {"abs": 1, "nan_ok": True}, {"abs": 1j}, {"rel": SECOND}),
]


def agree(actual: object, expected: object, tolerance: dict[str, object]) -> None:
    for compare in (
        lambda approx: actual == approx(expected, **tolerance),
        lambda approx: approx(expected, **tolerance) == actual,
        lambda approx: actual != approx(expected, **tolerance),
    ):
        ours = outcome(lambda: compare(approx))  # noqa: B023 - called at once
        theirs = outcome(lambda: compare(pytest.approx))  # noqa: B023
        # The results of `passed` count, the texts of errors don't.
        ours, theirs = (pair if pair[0] == "passed" else pair[:1] for pair in (ours, theirs))
        assert ours == theirs, (actual, expected, tolerance)


@pytest.mark.parametrize("expected", range(len(SCALARS)))
def test_scalars_agree_with_pytest(expected: int) -> None:
    rnd = random.Random(expected)
    for actual in SCALARS:
        agree(actual, SCALARS[expected], {})
        agree(actual, SCALARS[expected], rnd.choice(TOLERANCES))


@pytest.mark.parametrize("tolerance", range(len(TOLERANCES)))
def test_tolerances_agree_with_pytest(tolerance: int) -> None:
    for expected in SCALARS:
        agree(expected, expected, TOLERANCES[tolerance])
        agree(1.005, expected, TOLERANCES[tolerance])


@pytest.mark.parametrize("expected", range(len(CONTAINERS)))
def test_containers_agree_with_pytest(expected: int) -> None:
    for actual in [*CONTAINERS, 1, None, "a"]:
        for tolerance in ({}, {"abs": 0.1}, {"nan_ok": True}, {"rel": "1"}):
            agree(actual, CONTAINERS[expected], tolerance)


@pytest.mark.parametrize("seed", range(300))
def test_random_numbers_agree_with_pytest(seed: int) -> None:
    rnd = random.Random(seed)

    def number(near: float) -> object:
        value = near * (1 + rnd.choice([0, 1e-7, 9.99e-7, 1.01e-6, 1e-3]) * rnd.choice([1, -1]))
        kinds = [float, Metres, complex, Fraction, lambda v: Decimal(repr(v)), lambda v: int(v)]
        return rnd.choice(kinds)(value)

    near = rnd.choice([0, 1e-12, 1e-6, 1, 12345.678, 1e12]) * rnd.choice([1, -1])
    tolerance = {
        name: rnd.choice([1e-6, 1e-3, 0, 1, 1e-12]) for name in ("rel", "abs") if rnd.random() < 0.4
    }
    size = rnd.randrange(1, 4)
    agree(number(near), number(near), tolerance)
    agree([number(near)] * size, [number(near)] * size, tolerance)
    agree({"a": number(near)}, {"a": number(near)}, tolerance)


@pytest.mark.parametrize(
    ("expected", "tolerance"),
    [
        *((1.0, {}), (0, {}), (1e9, {}), (100, {"abs": 5}), (1.0, {"rel": 0.5}), (True, {})),
        *((math.inf, {}), (3 + 4j, {}), (Decimal("1.5"), {}), (None, {}), ("a", {}), (b"a", {})),
        *((1.0, {"abs": -1}), (SECOND, {"abs": SECOND}), (MOMENT, {"abs": SECOND})),
        *(([1.0, None], {}), ((1, 2), {}), ({"a": 1.0, "b": "x"}, {}), (deque([1]), {})),
        *((math.nan, {}), (Fraction(1, 3), {}), ([], {}), ({}, {}), (1, {"abs": 1e4})),
    ],
)
def test_reprs_are_pytests(expected: object, tolerance: dict[str, object]) -> None:
    assert repr(approx(expected, **tolerance)) == repr(pytest.approx(expected, **tolerance))


@pytest.mark.parametrize("compare", ["<", "<=", ">", ">="])
def test_ordering_is_refused(compare: str) -> None:
    with pytest.raises(TypeError):
        eval(f"1 {compare} approx(1)", {"approx": approx})


def test_truth_is_refused() -> None:
    with pytest.raises(AssertionError, match="not supported in a boolean context"):
        bool(approx(1))


def test_it_has_no_hash() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        hash(approx(1))


def test_an_inexact_decimal_tolerance_is_warned_of() -> None:
    with pytest.warns(OURS.PytestApproxDecimalToleranceWarning, match="0.01") as caught:
        approx(Decimal(1), rel=0.01)
    assert caught[0].filename == __file__


def test_expected_values_may_have_an_equality_of_their_own() -> None:
    assert approx([1, ANY]) == [1.0000001, "anything"]
    assert {"a": object(), "b": 2} == approx({"a": ANY, "b": 2.0000001})


class Liar:
    """Equal to everything, near to everything, a number to whoever asks politely."""

    __class__ = float

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None

    def __abs__(self) -> float:
        return 0.0

    def __sub__(self, other: object) -> float:
        return 0.0

    __rsub__ = __sub__

    def __float__(self) -> float:
        return 1.0


class LyingFloat(float):
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = float.__hash__

    def __sub__(self, other: object) -> float:
        return 0.0

    __rsub__ = __sub__

    def __abs__(self) -> float:
        return 0.0


class LyingInt(int):
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = int.__hash__

    def __rsub__(self, other: object) -> int:
        return 0


class LyingText(str):
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = str.__hash__


class LyingFraction(Fraction):
    numerator = denominator = 1

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = Fraction.__hash__

    def __rsub__(self, other: object) -> int:
        return 0


class LyingList(list):
    def __len__(self) -> int:
        return 2

    def __iter__(self) -> object:
        return iter([1, 2])


class LyingDict(dict):
    def keys(self) -> object:
        return {"a": 1}.keys()

    def __getitem__(self, key: str) -> object:
        return 1


class LyingSequence:
    def __len__(self) -> int:
        return 2

    def __getitem__(self, index: int) -> int:
        return [1, 2][index]


class Everything(type):
    def __eq__(cls, other: object) -> bool:
        return True

    __hash__ = type.__hash__

    def __instancecheck__(cls, instance: object) -> bool:
        return True

    def __subclasscheck__(cls, subclass: type) -> bool:
        return True


class LyingClass(metaclass=Everything):
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None


@pytest.mark.parametrize(
    ("expected", "liar"),
    [
        (1.0, Liar()),
        (1.0, LyingClass()),
        (1.0, LyingFloat(2)),
        (1, LyingInt(2)),
        (1 / 3, LyingFraction(1, 2)),
        ("a", LyingText("b")),
        ("a", Liar()),
        (None, Liar()),
        (SECOND, Liar()),
        ([1, 2], LyingList()),
        ([1, 2], LyingSequence()),
        ([1, 2], [Liar(), LyingInt(3)]),
        ({"a": 1}, LyingDict()),
        ({"a": 1}, {"a": Liar()}),
        (True, LyingInt(1)),
    ],
)
def test_a_value_has_no_say_in_what_it_equals(expected: object, liar: object) -> None:
    tolerance = {"abs": SECOND} if expected is SECOND else {}
    # `==` the other way round would ask the liar first: the boundary sees to that.
    assert (approx(expected, **tolerance) == liar) is False


def test_subclasses_count_with_what_they_hold() -> None:
    assert approx(2) == LyingFloat(2.0000001)
    assert approx(-0.0) == LyingFloat(-0.0)
    assert approx(0.5) == LyingFraction(1, 2)
    assert approx([5]) == LyingList([5])


@pytest.mark.parametrize(
    ("expected", "actual", "lines"),
    [
        (1.0, 2.0, ["comparison failed", "Obtained: 2.0", "Expected: 1.0 ± 1e-06"]),
        (
            [1, 2, None],
            [1, 3, 0],
            [
                "comparison failed. Mismatched elements: 2 / 3:",
                "Index | Obtained | Expected",
                "1 | 3 | 2 ± 2e-06",
                "2 | 0 | None",
            ],
        ),
        (
            [1],
            [1, 2],
            ["Impossible to compare lists with different sizes.", "Lengths: 1 and 2"],
        ),
        (
            {"a": 1},
            {"b": 1},
            [
                "comparison failed.",
                "Mappings have different keys: expected ['a'] but got ['b']",
            ],
        ),
        ([1], 3, ["comparison failed", "Obtained: 3", "Expected: approx([1 ± 1e-06])"]),
    ],
)
def test_explanations(expected: object, actual: object, lines: list[str]) -> None:
    shown = [line.replace("1.0e-06", "1e-06").replace("2.0e-06", "2e-06") for line in lines]
    found = approx(expected).explain(actual)
    assert [line.replace("1.0e-06", "1e-06").replace("2.0e-06", "2e-06") for line in found] == shown
