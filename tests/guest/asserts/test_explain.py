"""What is said about both sides of a failed comparison."""

from __future__ import annotations

import sys
from collections import Counter, OrderedDict, deque, namedtuple
from dataclasses import dataclass, field

import conftest  # noqa: F401 - makes viva_pytest importable
import pytest
from viva_pytest.explain import comparison, explain
from viva_pytest.saferepr import LIMIT, PRETTY_LIMIT, pretty, saferepr


@dataclass
class User:
    name: str
    roles: list[str]
    seen: int = field(default=0, compare=False)


Point = namedtuple("Point", "x y")


class Names(list):
    """A subclass that hides what it holds."""

    def __iter__(self) -> object:
        raise RuntimeError("not yours")

    __len__ = __getitem__ = __iter__


class Opaque:
    """Like a proxy of something on the other side: only its repr may be asked."""

    def __getattr__(self, name: str) -> object:
        raise AssertionError(f"asked for {name}")

    def __iter__(self) -> object:
        raise AssertionError("iterated")

    def __len__(self) -> int:
        raise AssertionError("measured")

    def __repr__(self) -> str:
        return "<opaque>"


SUMMARIES = [
    ("==", 1, 2, []),
    ("==", "1", 1, ["The types differ: str and int"]),
    ("==", [1], (1,), ["The types differ: list and tuple"]),
    ("==", 1, 1.5, []),
    (
        "==",
        0.1 + 0.2,
        0.3,
        ["The difference is 5.6e-17: compare floats with pytest.approx"],
    ),
    ("==", 1.0, 2.0, []),
    ("==", "spam", "spamm", ["Right contains 1 more character: 'm'"]),
    ("==", "spam and eggs", "spam", ["Left contains 9 more characters: ' and eggs'"]),
    ("==", "spam", "spom", ["At index 2 diff: 'a' != 'o'"]),
    (
        "==",
        "x" * 5000 + "a",
        "x" * 5000 + "b",
        [f"At index 5000 diff: 'a' != 'b', after {'x' * 20!r}"],
    ),
    ("==", b"ab", b"ac", ["At index 1 diff: b'b' != b'c'"]),
    ("==", "a\nb\nc\n", "a\nB\nc\n", ["Line 2 differs:", "  'b\\n'", "  'B\\n'"]),
    ("==", "a\nb\n", "a\nb\nc", ["Right contains one more line: 'c'"]),
    ("==", "a\r\nb", "a\nb", ["Line 1 differs:", "  'a\\r\\n'", "  'a\\n'"]),
    ("==", [1, 2, 3], [1, 2, 4], ["At index 2 diff: 3 != 4"]),
    ("==", [1, 2], [1, 2, 5], ["Right contains one more item: 5"]),
    ("==", (1, 2, 3), (1,), ["Left contains 2 more items, first extra item: 2"]),
    ("==", deque([1]), deque([2]), ["At index 0 diff: 1 != 2"]),
    ("==", [[1, 2]], [[1, 3]], ["At index 0 diff: [1, 2] != [1, 3]"]),
    (
        "==",
        {1, 2, 3},
        frozenset({3, 4}),
        ["Extra items in the left set:", "1", "2", "Extra items in the right set:", "4"],
    ),
    ("<=", {1, 2}, {2}, ["Extra items in the left set:", "1"]),
    ("<", {1}, {1}, ["Both sets are equal"]),
    (">=", {1}, {1, 2}, ["Extra items in the right set:", "2"]),
    (
        "==",
        {"a": 1, "b": 2, "c": 3},
        {"a": 1, "b": 5, "d": 4},
        [
            "Common items omitted: 1",
            "Differing items:",
            "{'b': 2} != {'b': 5}",
            "Left contains 1 more item:",
            "{'c': 3}",
            "Right contains 1 more item:",
            "{'d': 4}",
        ],
    ),
    ("==", OrderedDict(a=1), {"a": 2}, ["Differing items:", "{'a': 1} != {'a': 2}"]),
    (
        "==",
        User("a", ["x"], 1),
        User("a", ["y"], 2),
        [
            "Common attributes omitted: 1",
            "Differing attributes: roles",
            "roles: ['x'] != ['y']",
            "  At index 0 diff: 'x' != 'y'",
        ],
    ),
    (
        "==",
        Point(1, 2),
        Point(1, 3),
        ["Common attributes omitted: 1", "Differing attributes: y", "y: 2 != 3"],
    ),
    ("==", Point(1, 2), (1, 3), ["At index 1 diff: 2 != 3"]),
    ("not in", "lo", "hello", ["'lo' is contained at index 3:", "  'hello'"]),
    ("in", "x", "hello", []),
    ("is", [1], [1], ["Both are equal, but not the same object"]),
    ("is", 1, None, []),
    ("<", 2, 1, []),
    ("!=", [1], [1], []),
    ("==", Names([1, 2]), Names([1, 3]), ["At index 1 diff: 2 != 3"]),
    ("==", Opaque(), [1], []),
    ("==", [Opaque()], [1], ["At index 0 diff: <opaque> != 1"]),
    ("==", {"a": Opaque()}, {"a": 1}, ["Differing items:", "{'a': <opaque>} != {'a': 1}"]),
    ("in", 1, Opaque(), []),
]


@pytest.mark.parametrize(("op", "left", "right", "lines"), SUMMARIES, ids=range(len(SUMMARIES)))
def test_summaries(op: str, left: object, right: object, lines: list[str]) -> None:
    assert explain(op, left, right) == lines


def test_many_lines_are_cut() -> None:
    lines = explain("==", set(range(50)), set())
    assert (len(lines), lines[-1]) == (12, "... and 40 more lines")


def test_an_equality_that_raises_is_a_difference() -> None:
    class Raises:
        def __eq__(self, other: object) -> bool:
            raise SystemExit

        __hash__ = None

        def __repr__(self) -> str:
            return "R"

    assert explain("==", [Raises()], [Raises()]) == ["At index 0 diff: R != R"]


def recursive() -> list[object]:
    found: list[object] = [1]
    found.append(found)
    return found


def nested(depth: int) -> list[object]:
    found: list[object] = []
    for _ in range(depth):
        found = [found]
    return found


class Broken:
    def __repr__(self) -> str:
        raise ValueError("no")


class Sneaky:
    def __repr__(self) -> str:
        return 5


class Lines:
    def __repr__(self) -> str:
        return "one\ntwo"


@pytest.mark.parametrize(
    "value",
    [
        *(1, 1.5, None, "a'b", b"x", [], (), {}, set(), frozenset(), (1,), [1, (2,)], {1: {2}}),
        *(frozenset({1}), Point(1, 2), Counter("aab"), OrderedDict(a=1), deque([1]), range(3)),
        *(User("a", []), 2**70, "é", True, int, ...),
    ],
)
def test_short_values_are_their_repr(value: object) -> None:
    assert saferepr(value) == repr(value) == pretty(value)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Broken(), "<Broken object, its repr() raised ValueError>"),
        ([Broken()], "[<Broken object, its repr() raised ValueError>]"),
        (Sneaky(), "<Sneaky object, its repr() raised TypeError>"),
        (Lines(), "one\\ntwo"),
        (1 << 100_000, "<int of 100001 bits>"),
    ],
    ids=["raises", "raises inside", "no text", "lines", "int"],
)
def test_hostile_reprs(value: object, shown: str) -> None:
    assert saferepr(value) == shown


@pytest.mark.parametrize(
    "value",
    [
        "x" * 10_000_000,
        b"x" * 10_000_000,
        list(range(10**6)),
        dict.fromkeys(range(10**6)),
        [["x" * 10**6] * 100] * 100,
        recursive(),
        nested(5_000),
        ["\n" * 100_000],
        "\n" * 100_000,
    ],
    ids=lambda value: type(value).__name__,
)
def test_huge_values_are_capped_without_being_read_whole(value: object) -> None:
    assert len(saferepr(value)) <= LIMIT + 20
    assert len(saferepr([value, value])) <= LIMIT + 20
    assert len(pretty(value)) <= PRETTY_LIMIT + 2_100


def test_the_ends_of_a_long_text_are_shown() -> None:
    text = saferepr("start" + "x" * 1000 + "end")
    assert text.startswith("'startxxx")
    assert text.endswith("xxxend'")
    assert "..." in text


PAGES = [
    ({"b": 1, "a": [1, 2]}, "{'b': 1, 'a': [1, 2]}"),
    (
        {"b": ["x" * 40, "y" * 40], "a": 1},
        f"""{{
  'a': 1,
  'b': [
    {"x" * 40!r},
    {"y" * 40!r},
  ],
}}""",
    ),
    ({"z" * 40, "y" * 40}, f"{{\n  {'y' * 40!r},\n  {'z' * 40!r},\n}}"),
    ("one\n  two\n", "'one\\n'\n'  two\\n'"),
    (
        User("n" * 50, ["r" * 50]),
        f"User(\n  name={'n' * 50!r},\n  roles=[{'r' * 50!r}],\n)",
    ),
    (Point("n" * 50, "r" * 50), f"Point(\n  x={'n' * 50!r},\n  y={'r' * 50!r},\n)"),
    (
        Counter({"a" * 50: 1, "b" * 50: 2}),
        f"Counter({{\n  {'a' * 50!r}: 1,\n  {'b' * 50!r}: 2,\n}})",
    ),
    (
        {"text": "a" * 60 + "\n" + "b" * 60},
        f"{{\n  'text': (\n    {'a' * 60 + chr(10)!r}\n    {'b' * 60!r}\n  ),\n}}",
    ),
    ([Opaque()] * 20, "[\n" + "  <opaque>,\n" * 20 + "]"),
]


@pytest.mark.parametrize(("value", "page"), PAGES, ids=range(len(PAGES)))
def test_long_values_take_a_line_for_each_element(value: object, page: str) -> None:
    assert pretty(value) == page


def test_mixed_keys_are_in_one_order_whatever_their_insertion() -> None:
    keys = ["a" * 30, 1, ("t" * 30,), None]
    one, other = dict.fromkeys(keys, 0), dict.fromkeys(reversed(keys), 0)
    assert pretty(one) == pretty(other)


def test_a_comparison_holds_both_pages() -> None:
    assert comparison("==", [1], "a\nb") == {
        "op": "==",
        "left": "[1]",
        "right": "'a\\n'\n'b'",
    }


def test_no_module_of_ours_is_slow_to_import() -> None:
    """They are in the guest's boot image, but these pull in hundreds of functions each."""
    assert "viva_pytest.explain" in sys.modules
    heavy = {"pprint", "difflib", "reprlib", "numbers"}
    for name, module in sys.modules.items():
        if name.startswith("viva_pytest."):
            assert not heavy & set(vars(module)), name
