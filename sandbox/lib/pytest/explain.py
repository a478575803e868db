"""Why a comparison came out as it did: a few lines of text for a failed assertion.

Builtin containers, and subclasses of them, are read by the builtin's own methods. Any other
object may live on the other side of the boundary: it is asked for its repr and, as an element of
a container, once for equality, as the failed comparison itself did. The line-by-line diff of both
sides is made by the reader of `Comparison`, not here.
"""

from __future__ import annotations

from collections import deque
from typing import TypedDict

from .approx_ import Approx
from .natives import builtin_base, derives, field_names, field_values, type_name
from .saferepr import cut, pretty, saferepr, sorted_by_text

#: Lines of one explanation: the diff of both sides tells the rest.
MAX_LINES = 12

_LINED: tuple[type, ...] = (str, bytes, list, tuple, deque, dict, set, frozenset)
_SETS: tuple[type, ...] = (set, frozenset)
_SEQUENCES: tuple[type, ...] = (list, tuple, deque)
_TEXTS: tuple[type, ...] = (str, bytes)


class Comparison(TypedDict):
    """The comparison that failed, both sides ready for a line-by-line diff."""

    op: str
    left: str
    right: str


def comparison(op: str, left: object, right: object) -> Comparison:
    """Both sides as texts, one element a line where they are long."""
    return {"op": op, "left": pretty(left), "right": pretty(right)}


def explain(op: str, left: object, right: object) -> list[str]:
    """Lines on how `left op right` came out as it did; none if there is nothing to add.

    Never raises.
    """
    try:
        lines = _explain(op, left, right)
    except BaseException as error:
        return [f"(no details: {type_name(error)} while comparing both sides)"]
    if len(lines) > MAX_LINES:
        hidden = len(lines) - MAX_LINES + 1
        lines = [*lines[: MAX_LINES - 1], f"... and {hidden} more lines"]
    return [cut(line, 600) for line in lines]


def _explain(op: str, left: object, right: object) -> list[str]:
    if op == "==":
        return _equality(left, right)
    if op == "not in":
        return _contained(left, right)
    if op == "is":
        return _identity(left, right)
    if op in _SET_ORDER and _both_sets(left, right):
        return _set_order(op, left, right)
    return []


def _equality(left: object, right: object) -> list[str]:
    for approx, other in ((right, left), (left, right)):
        if isinstance(approx, Approx):
            return approx.explain(other)
    if _both(left, right, _TEXTS):
        return _text(left, right) or _types(left, right)
    names = field_names(left)
    if names is not None and type(left) is type(right):
        return _fields(names, left, right)
    if _both(left, right, _SEQUENCES):
        return _types(left, right) + _sequence(left, right)
    if _both_sets(left, right):
        return _sets(left, right)
    if _both(left, right, (dict,)):
        return _mapping(left, right)
    return _types(left, right) + _numbers(left, right)


def _both(left: object, right: object, bases: tuple[type, ...]) -> type | None:
    """The one of `bases` that both values share."""
    base = builtin_base(type(left), bases)
    return base if base is not None and derives(type(right), base) else None


def _both_sets(left: object, right: object) -> bool:
    return bool(builtin_base(type(left), _SETS) and builtin_base(type(right), _SETS))


def _types(left: object, right: object) -> list[str]:
    """Says so when values of two builtin types were compared: `'1' == 1`, `[1] == (1,)`."""
    bases = (*_LINED, int, float)
    ours, theirs = builtin_base(type(left), bases), builtin_base(type(right), bases)
    if ours is theirs or ours is None or theirs is None or {ours, theirs} == {int, float}:
        return []
    return [f"The types differ: {type_name(left)} and {type_name(right)}"]


def _same(left: object, right: object) -> bool:
    if left is right:
        return True
    try:
        return bool(left == right)
    except BaseException:
        return False


def _plural(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _first_difference(left: object, right: object) -> int | None:
    for index, (ours, theirs) in enumerate(zip(left, right, strict=False)):
        if not _same(ours, theirs):
            return index
    return None


def _common_prefix(left: str | bytes, right: str | bytes) -> int:
    """How many leading characters are equal, by halving: slices compare natively."""
    low, high = 0, min(len(left), len(right))
    while low < high:
        middle = (low + high + 1) // 2
        if left[low:middle] == right[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _text(left: object, right: object) -> list[str]:
    base = _both(left, right, _TEXTS)
    ours, theirs = base.__add__(left, base()), base.__add__(right, base())
    newline = "\n" if base is str else b"\n"
    if newline in ours[:-1] or newline in theirs[:-1]:
        return _lines_of_text(ours.splitlines(keepends=True), theirs.splitlines(keepends=True))
    index = _common_prefix(ours, theirs)
    if index == min(len(ours), len(theirs)):
        noun = "character" if base is str else "byte"
        return _surplus(ours, theirs, noun, "")
    if base is bytes:
        return [f"At index {index} diff: {ours[index : index + 1]} != {theirs[index : index + 1]}"]
    start = max(0, index - 20)
    return [
        f"At index {index} diff: {ours[index]!r} != {theirs[index]!r}"
        + (f", after {ours[start:index]!r}" if index > 20 else "")
    ]


def _lines_of_text(left: list, right: list) -> list[str]:
    index = _first_difference(left, right)
    if index is None:
        return _surplus(left, right, "line", "first extra line: ")
    return [
        f"Line {index + 1} differs:",
        f"  {saferepr(left[index])}",
        f"  {saferepr(right[index])}",
    ]


def _surplus(left: object, right: object, noun: str, label: str) -> list[str]:
    """Which side goes on after the part that both have."""
    if len(left) == len(right):
        return []
    side, longer, shared = (
        ("Left", left, len(right)) if len(left) > len(right) else ("Right", right, len(left))
    )
    count = len(longer) - shared
    if not label:
        return [f"{side} contains {_plural(count, f'more {noun}')}: {saferepr(longer[shared:])}"]
    if count == 1:
        return [f"{side} contains one more {noun}: {saferepr(longer[shared])}"]
    return [f"{side} contains {count} more {noun}s, {label}{saferepr(longer[shared])}"]


def _sequence(left: object, right: object) -> list[str]:
    base = _both(left, right, _SEQUENCES)
    ours, theirs = list(base.__iter__(left)), list(base.__iter__(right))
    index = _first_difference(ours, theirs)
    lines = []
    if index is not None:
        lines.append(f"At index {index} diff: {saferepr(ours[index])} != {saferepr(theirs[index])}")
    return lines + _surplus(ours, theirs, "item", "first extra item: ")


def _members(value: object) -> frozenset:
    return frozenset(builtin_base(type(value), _SETS).__iter__(value))


def _sets(left: object, right: object) -> list[str]:
    ours, theirs = _members(left), _members(right)
    return _extra("left", ours - theirs) + _extra("right", theirs - ours)


def _extra(side: str, items: frozenset) -> list[str]:
    if not items:
        return []
    return [f"Extra items in the {side} set:", *map(saferepr, sorted_by_text(items))]


_SET_ORDER = ("<", "<=", ">", ">=")


def _set_order(op: str, left: object, right: object) -> list[str]:
    ours, theirs = _members(left), _members(right)
    side, extra = ("left", ours - theirs) if op[0] == "<" else ("right", theirs - ours)
    if extra:
        return _extra(side, extra)
    return ["Both sets are equal"] if ours == theirs else []


def _mapping(left: dict, right: dict) -> list[str]:
    shared = [key for key in dict.keys(left) if dict.__contains__(right, key)]
    pairs = [(key, dict.__getitem__(left, key), dict.__getitem__(right, key)) for key in shared]
    differing = [pair for pair in pairs if not _same(pair[1], pair[2])]
    lines = _omitted(len(shared) - len(differing), "item")
    if differing:
        lines.append("Differing items:")
    for key, ours, theirs in differing:
        name = saferepr(key)
        lines.append(f"{{{name}: {saferepr(ours)}}} != {{{name}: {saferepr(theirs)}}}")
    for side, mapping, other in (("Left", left, right), ("Right", right, left)):
        extra = {
            key: dict.__getitem__(mapping, key)
            for key in dict.keys(mapping)
            if not dict.__contains__(other, key)
        }
        if extra:
            lines += [f"{side} contains {_plural(len(extra), 'more item')}:", saferepr(extra)]
    return lines


def _omitted(count: int, noun: str) -> list[str]:
    return [f"Common {noun}s omitted: {count}"] if count else []


def _fields(names: tuple[str, ...], left: object, right: object) -> list[str]:
    triples = zip(names, field_values(left, names), field_values(right, names), strict=True)
    differing = [triple for triple in triples if not _same(triple[1], triple[2])]
    lines = _omitted(len(names) - len(differing), "attribute")
    if differing:
        lines.append(f"Differing attributes: {', '.join(name for name, _, _ in differing)}")
    for name, ours, theirs in differing:
        lines.append(f"{name}: {saferepr(ours)} != {saferepr(theirs)}")
        if builtin_base(type(ours), _LINED):
            lines += [f"  {line}" for line in _equality(ours, theirs)]
    return lines


def _numbers(left: object, right: object) -> list[str]:
    """A hint for floats that differ by rounding only."""
    if type(left) is not float and type(right) is not float:
        return []
    if type(left) not in (int, float) or type(right) not in (int, float):
        return []
    difference = abs(left - right)
    if 0 < difference <= 1e-9 * max(abs(left), abs(right)):
        return [f"The difference is {difference:.1e}: compare floats with pytest.approx"]
    return []


def _contained(item: object, container: object) -> list[str]:
    if not _both(item, container, (str,)):
        return []
    part, whole = str.__add__(item, ""), str.__add__(container, "")
    index = whole.find(part)
    start, end = max(0, index - 30), index + len(part) + 30
    context = ("..." if start else "") + whole[start:end] + ("..." if end < len(whole) else "")
    return [f"{saferepr(part)} is contained at index {index}:", f"  {saferepr(context)}"]


def _identity(left: object, right: object) -> list[str]:
    if type(left) is type(right) and builtin_base(type(left), (*_LINED, int, float)):
        return ["Both are equal, but not the same object"] if _same(left, right) else []
    return []
