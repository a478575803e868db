"""How a value is written into a message: capped, and safe whatever the value is.

Two forms: `saferepr`, one line for an assertion's text, and `pretty`, one element a line for a
line-by-line diff made elsewhere. Builtin containers are read by the builtin's own methods, past
every override; of any other object only its `repr` is asked, and a repr that raises, returns
something else than text or never ends is replaced or cut.

It knows nothing of assertions or comparisons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .natives import builtin_base, field_names, field_values, type_name

#: Characters of a value in one line of a message; pytest's own limit.
LIMIT = 240
#: Characters in a line of `pretty` before a container is broken into several lines.
WIDTH = 72
#: Characters of a whole `pretty` text: enough for any diff that a person reads.
PRETTY_LIMIT = 20_000
#: Containers inside containers; deeper ones (a list that holds itself, say) end in "...".
DEPTH = 20
#: An int of more bits is not turned into decimal digits, which takes quadratic time.
INT_BITS = 4_096


class _Full(Exception):
    """The text has reached its limit."""


class _Line:
    """One line being written, up to `room` characters; `clip` shortens a text that is too long."""

    def __init__(self, room: int, clip: bool) -> None:
        self.room = room
        self.clip = clip
        self.parts: list[str] = []

    def put(self, text: str) -> None:
        self.parts.append(text)
        self.room -= len(text)
        if self.room < 0:
            raise _Full

    def value(self, value: object, depth: int) -> None:
        cls = type(value)
        if cls is str or cls is bytes:
            if not self.clip and len(value) > self.room:
                raise _Full
            self.put(_long_text(value, self.room) if self.clip else repr(value))
        elif cls is list:
            self._items("[", value, "]", depth)
        elif cls is tuple:
            self._items("(", value, ",)" if len(value) == 1 else ")", depth)
        elif cls is dict:
            self._pairs(value, depth)
        elif (cls is set or cls is frozenset) and value:
            brackets = ("{", "}") if cls is set else ("frozenset({", "})")
            self._items(brackets[0], value, brackets[1], depth)
        else:
            self.put(_opaque(value))

    def _items(self, opening: str, items: object, closing: str, depth: int) -> None:
        self.put(opening)
        if depth > DEPTH:
            self.put("...")
        else:
            for index, item in enumerate(items):
                if index:
                    self.put(", ")
                self.value(item, depth + 1)
        self.put(closing)

    def _pairs(self, pairs: dict, depth: int) -> None:
        self.put("{")
        if depth > DEPTH:
            self.put("...")
        else:
            for index, (key, item) in enumerate(pairs.items()):
                if index:
                    self.put(", ")
                self.value(key, depth + 1)
                self.put(": ")
                self.value(item, depth + 1)
        self.put("}")


def _opaque(value: object) -> str:
    if type(value) is int and value.bit_length() > INT_BITS:
        return f"<int of {value.bit_length()} bits>"
    try:
        text = repr(value)
        if type(text) is not str:
            text = str.__str__(text)
    except BaseException as error:
        return f"<{type_name(value)} object, its repr() raised {type_name(error)}>"
    return text


def _long_text(value: str | bytes, room: int) -> str:
    """The repr of a text, its middle left out when it is longer than `room`."""
    room = max(room, 20)
    if len(value) > room:
        head, tail = (room - 5) // 2, (room - 5) // 2
        quoted = type(value) is bytes
        end = repr(value[-tail:])[2 if quoted else 1 :]
        text = repr(value[:head])[:-1] + "..." + end
    else:
        text = repr(value)
    return cut(text, room) if len(text) > room else text


def cut(text: str, limit: int) -> str:
    """`text`, its middle left out when it is longer than `limit`."""
    if len(text) <= limit:
        return text
    head = max(0, (limit - 3) // 2)
    tail = max(0, limit - 3 - head)
    return text[:head] + "..." + text[len(text) - tail :]


def saferepr(value: object, limit: int = LIMIT) -> str:
    """One line that shows `value` in at most about `limit` characters. Never raises."""
    line = _Line(limit, clip=True)
    try:
        line.value(value, 0)
        text = "".join(line.parts)
    except _Full:
        text = "".join(line.parts)
        # A container stops in mid-air: what follows was never looked at. A single repr is whole.
        text = cut(text, limit) if len(line.parts) == 1 else text[: limit - 3] + "..."
    except BaseException as error:
        text = f"<{type_name(value)} object, not shown: {type_name(error)}>"
    return text.replace("\r", "\\r").replace("\n", "\\n")


def _fitting(value: object, room: int) -> str | None:
    """The whole one-line repr of `value`, or None if it needs more than `room` characters."""
    line = _Line(room, clip=False)
    try:
        line.value(value, 0)
    except _Full:
        return None
    text = "".join(line.parts)
    return None if "\n" in text else text


def sorted_by_text(items: object) -> list:
    """Elements in an order of their own, for containers where order means nothing."""
    return sorted(items, key=lambda item: (type_name(item), saferepr(item)))


class _Page:
    """Lines being written, up to `room` characters in all."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.lines: list[str] = []

    def add(self, line: str) -> None:
        self.lines.append(line)
        self.room -= len(line) + 1
        if self.room < 0:
            raise _Full

    def value(self, value: object, depth: int, before: str, after: str) -> None:
        """Write `before` + value + `after`, broken into lines if one doesn't hold it."""
        indent = "  " * depth
        whole = _fitting(value, WIDTH - len(indent) - len(before))
        parts = None if whole is not None or depth > DEPTH else _parts(value)
        if whole is None and parts is None:
            whole = saferepr(value, 2_000)
        if whole is not None:
            self.add(indent + before + whole + after)
            return
        opening, elements, separator, closing = parts
        self.add(indent + before + opening)
        for label, element in elements:
            self.value(element, depth + 1, label, separator)
        self.add(indent + closing + after)


_Elements = Iterator[tuple[str, object]]


def _unlabelled(items: object) -> _Elements:
    for item in items:
        yield "", item


def _entries(value: dict) -> _Elements:
    try:
        keys = sorted(dict.keys(value))
    except BaseException:
        keys = sorted_by_text(dict.keys(value))
    for key in keys:
        yield saferepr(key) + ": ", dict.__getitem__(value, key)


def _members(value: object, base: type) -> _Elements:
    try:
        members = sorted(base.__iter__(value))
    except BaseException:
        members = sorted_by_text(base.__iter__(value))
    return _unlabelled(members)


def _text_lines(value: str) -> _Elements:
    for line in str.splitlines(value, keepends=True):
        yield "", line


_CONTAINERS: tuple[type, ...] = (dict, list, tuple, set, frozenset, str)
_ELEMENTS: dict[type, Callable[[object], _Elements]] = {
    dict: _entries,
    list: lambda value: _unlabelled(list.__iter__(value)),
    tuple: lambda value: _unlabelled(tuple.__iter__(value)),
    set: lambda value: _members(value, set),
    frozenset: lambda value: _members(value, frozenset),
    str: _text_lines,
}
_BRACKETS: dict[type, tuple[str, str]] = {
    dict: ("{", "}"),
    list: ("[", "]"),
    tuple: ("(", ")"),
    set: ("{", "}"),
    frozenset: ("frozenset({", "})"),
    str: ("(", ")"),
}


def _parts(value: object) -> tuple[str, _Elements, str, str] | None:
    """How a container is broken into lines: opening, labelled elements, separator, closing."""
    cls = type(value)
    names = field_names(value)
    if names is not None:
        labels = [f"{name}=" for name in names]
        return (
            f"{type_name(value)}(",
            zip(labels, field_values(value, names), strict=True),
            ",",
            ")",
        )
    base = builtin_base(cls, _CONTAINERS)
    if base is None or (base is str and str.find(value, "\n") in (-1, str.__len__(value) - 1)):
        return None
    opening, closing = _BRACKETS[base]
    if cls is not base:
        opening, closing = f"{type_name(value)}({opening}", f"{closing})"
    return opening, _ELEMENTS[base](value), "" if base is str else ",", closing


def pretty(value: object) -> str:
    """`value` over as many lines as help a line-by-line diff. Never raises.

    A text of several lines becomes one quoted line each, so that blanks and line ends show.
    """
    page = _Page(PRETTY_LIMIT)
    try:
        if type(value) is str and "\n" in value[:-1]:
            for line in value.splitlines(keepends=True):
                page.add(_long_text(line, 2_000))
        else:
            page.value(value, 0, "", "")
    except _Full:
        page.lines[-1] = "..."
    except BaseException:
        return saferepr(value)
    return "\n".join(page.lines)
