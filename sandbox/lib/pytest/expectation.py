"""What `RaisesExc` and `RaisesGroup` share: the checks of class, message and `check`."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from typing import Any, get_args, get_origin

from .excinfo import ExceptionTypes, message_of, mismatch, plain_pattern
from .outcomes import fail
from .saferepr import saferepr
from .warning_types import PytestWarning

Pattern = str | re.Pattern[str]
Check = Callable[[Any], bool]


def type_names(expected: ExceptionTypes) -> str:
    """`ValueError`, or `(ValueError, KeyError)` for several."""
    if not isinstance(expected, tuple):
        return expected.__name__
    if len(expected) == 1:
        return expected[0].__name__
    return f"({', '.join(cls.__name__ for cls in expected)})"


def wrong_type(
    error: BaseException, expected: type[BaseException] | tuple[type[BaseException], ...]
) -> str | None:
    """Why `error` is not one of the expected classes, None if it is; no classes take any."""
    if expected == () or isinstance(error, expected):
        return None
    actual, wanted = f"`{type_names(type(error))}()`", f"`{type_names(expected)}`"
    if (
        isinstance(error, BaseExceptionGroup)
        and not isinstance(expected, tuple)
        and not issubclass(expected, BaseExceptionGroup)
    ):
        return f"Unexpected nested {actual}, expected {wanted}"
    return f"{actual} is not an instance of {wanted}"


class Expectation:
    """What `RaisesExc` and `RaisesGroup` share: `match`, `check` and the reason of a miss."""

    def __init__(self, match: Pattern | None, check: Check | None) -> None:
        if match == "":
            warnings.warn(
                PytestWarning(
                    "matching against an empty string will *always* pass. If you want to check "
                    "for an empty message you need to pass '^$'. If you don't want to match you "
                    "should pass `None` or leave out the parameter."
                ),
                stacklevel=3,
            )
        if isinstance(match, str):
            try:
                match = re.compile(match)
            except re.error as error:
                problem = str(error)
            else:
                problem = None
            if problem is not None:
                fail(f"Invalid regex pattern provided to 'match': {problem}")
        self.match = match
        self.check = check
        self.is_baseexception = False
        self._fail_reason: str | None = None

    @property
    def fail_reason(self) -> str | None:
        """Why the last `matches` said no."""
        return self._fail_reason

    def _exception_class(self, exc: object, wanted: str) -> type[BaseException]:
        """Check one expected class; a generic group stands for the group's class."""
        if isinstance(exc, type) and get_origin(exc) is None:
            if not issubclass(exc, BaseException):
                raise ValueError(f"Expected {wanted}, but got {exc.__name__!r}")
            self.is_baseexception |= not issubclass(exc, Exception)
            return exc
        group = get_origin(exc)
        if isinstance(group, type) and issubclass(group, BaseExceptionGroup):
            every = Exception if issubclass(group, ExceptionGroup) else BaseException
            if get_args(exc)[0] not in (every, Any):
                raise ValueError(
                    "Only `ExceptionGroup[Exception]` or `BaseExceptionGroup[BaseException]` are "
                    f"accepted as generic types but got `{exc}`. Use `RaisesGroup` to check which "
                    "exceptions a group holds."
                )
            self.is_baseexception |= every is BaseException
            return group
        if isinstance(exc, BaseException):
            raise TypeError(
                f"Expected {wanted}, but got an exception instance: {type(exc).__name__}"
            )
        raise TypeError(f"Expected {wanted}, but got {type(exc).__name__!r}")

    def _matches_text(self, error: BaseException) -> bool:
        if self.match is None:
            return True
        text = message_of(error, group_suffix=False)
        if self.match.search(text):
            return True
        group = isinstance(error, BaseExceptionGroup)
        whose = f" the `{type_names(type(error))}()`" if group else ""
        self._fail_reason = mismatch(self.match, text, whose)
        return False

    def _passes_check(self, error: BaseException) -> bool:
        if self.check is None or self.check(error):
            return True
        self._fail_reason = f"check {saferepr(self.check)} did not return True"
        return False

    def _conditions(self) -> list[str]:
        """`match=` and `check=` for a repr."""
        parts = []
        if self.match is not None:
            parts.append(f"match={plain_pattern(self.match)!r}")
        if self.check is not None:
            parts.append(f"check={saferepr(self.check)}")
        return parts
