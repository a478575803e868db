"""How a parametrized case is called: the text between the brackets, made from values as pytest 9 makes it."""

from __future__ import annotations

import enum
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from .marks import HIDDEN_PARAM, ParameterSet

_PRINTED = (int, float, bool, complex)


class IdError(Exception):
    """Ids that can't be used, in words for the author of the cases."""


def row_ids(names: Sequence[str], rows: list[ParameterSet], ids: Any) -> list[Any]:
    """One id a row, unique. `ids` is what `parametrize(ids=...)` got: None, a callable or an iterable."""
    given = ids if ids is None or callable(ids) else _explicit(list(ids), len(rows))
    found = []
    for index, row in enumerate(rows):
        if row.id is not None:
            found.append(row.id if row.id is HIDDEN_PARAM else escaped(row.id))
        elif type(given) is list and given[index] is not None:
            found.append(given[index])
        else:
            make = given if callable(given) else None
            found.append(
                "-".join(
                    _of(value, name, index, make)
                    for name, value in zip(names, row.values, strict=True)
                )
            )
    return _unique(found)


def escaped(text: str | bytes) -> str:
    """ASCII only, control characters as escapes: an id is a single line that any terminal shows."""
    if isinstance(text, bytes):
        return "".join(_escaped_byte(byte) for byte in text)
    if text.isascii() and text.isprintable() and "\\" not in text:
        return text
    return "".join(_escaped_character(character) for character in text)


def _escaped_character(character: str) -> str:
    if character == "\\":
        return "\\\\"
    code = ord(character)
    return _escaped_byte(code) if code < 128 else character.encode("unicode_escape").decode("ascii")


def _escaped_byte(code: int) -> str:
    if 32 <= code < 127:
        return chr(code)
    return {9: "\\t", 10: "\\n", 13: "\\r"}.get(code, f"\\x{code:02x}")


def _explicit(ids: list, count: int) -> list:
    if len(ids) != count and count:
        raise IdError(f"{count} parameter sets specified, with different number of ids: {len(ids)}")
    return [
        one if one is None or one is HIDDEN_PARAM else _required(one, index)
        for index, one in enumerate(ids)
    ]


def _required(value: Any, index: int) -> str:
    text = _of_value(value)
    if text is None:
        raise IdError(
            f"ids contains unsupported value {value!r} (type: {type(value)!r}) at index {index}"
        )
    return text


def _of(value: Any, name: str, index: int, make: Callable[[Any], Any] | None) -> str:
    if make is not None:
        try:
            made = make(value)
        except Exception as error:
            raise IdError(
                f"error raised while trying to determine id of parameter {name!r} at position {index}"
            ) from error
        if made is not None:
            text = _of_value(made)
            if text is not None:
                return text
    text = _of_value(value)
    return f"{name}{index}" if text is None else text


def _of_value(value: Any) -> str | None:
    if isinstance(value, (str, bytes)):
        return escaped(value)
    if value is None or isinstance(value, _PRINTED):
        return str(value)
    if isinstance(value, re.Pattern):
        return escaped(value.pattern)
    if isinstance(value, enum.Enum):
        return str(value)
    name = getattr(value, "__name__", None)
    return name if type(name) is str else None


def _unique(ids: list[Any]) -> list[Any]:
    """Number those that occur more than once; a number never makes a name that is already taken."""
    if len(set(ids)) == len(ids):
        return ids
    counts = Counter(ids)
    repeated = {one for one, count in counts.items() if count > 1}
    if HIDDEN_PARAM in repeated:
        raise IdError(
            "multiple instances of HIDDEN_PARAM cannot be used in the same parametrize call"
        )
    following = dict.fromkeys(repeated, 0)
    for index, one in enumerate(ids):
        if one not in repeated:
            continue
        joint = "_" if one and one[-1].isdigit() else ""
        number = following[one]
        # A name that was renamed away is free again, so the counts follow every renaming.
        while counts[f"{one}{joint}{number}"]:
            number += 1
        ids[index] = f"{one}{joint}{number}"
        counts[one] -= 1
        counts[ids[index]] += 1
        following[one] = number + 1
    return ids
