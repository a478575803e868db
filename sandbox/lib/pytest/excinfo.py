"""`ExceptionInfo`: what `raises` hands to a case about the exception that it caught."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from types import FrameType, TracebackType

from .saferepr import saferepr

ExceptionTypes = type[BaseException] | tuple[type[BaseException], ...]


def message_of(error: BaseException, group_suffix: bool = True) -> str:
    """What `match` is tested against: the exception's text and its notes, a line each.

    Without `group_suffix` a group's " (2 sub-exceptions)" is left off.
    """
    if not group_suffix and isinstance(error, BaseExceptionGroup):
        text = error.message
    else:
        text = str(error)
    return "\n".join([text, *getattr(error, "__notes__", [])])


def mismatch(pattern: str | re.Pattern[str], text: str, whose: str = "") -> str:
    """The message for a text that `pattern` isn't found in."""
    shown = plain_pattern(pattern)
    hint = "\n Did you mean to `re.escape()` the regex?" if shown == text else ""
    return (
        f"Regex pattern did not match{whose}.\n"
        f"  Expected regex: {shown!r}\n"
        f"  Actual message: {saferepr(text, 1_000)}{hint}"
    )


def plain_pattern(pattern: str | re.Pattern[str]) -> str | re.Pattern[str]:
    """A compiled pattern without flags of its own as the text it came from."""
    if isinstance(pattern, re.Pattern):
        default = re.UNICODE if isinstance(pattern.pattern, str) else 0
        return pattern.pattern if pattern.flags == default else pattern
    return pattern


@dataclass(frozen=True)
class TracebackEntry:
    """One call of a traceback. `lineno` counts from zero, as pytest's does."""

    frame: FrameType
    lineno: int

    @property
    def path(self) -> str:
        return self.frame.f_code.co_filename

    @property
    def name(self) -> str:
        return self.frame.f_code.co_name

    @property
    def locals(self) -> dict[str, object]:
        return dict(self.frame.f_locals)


def _entries(tb: TracebackType | None) -> Iterator[TracebackEntry]:
    while tb is not None:
        yield TracebackEntry(tb.tb_frame, tb.tb_lineno - 1)
        tb = tb.tb_next


class ExceptionInfo:
    """An exception that was caught; empty until the `with` block of `raises` has ended."""

    __module__ = "pytest"

    def __init__(self, error: BaseException | None = None) -> None:
        self._error = error
        # Kept apart: a later raise of the same exception would lengthen its own.
        self._tb = None if error is None else error.__traceback__

    @classmethod
    def from_exception(cls, exception: BaseException) -> ExceptionInfo:
        assert exception.__traceback__, "from_exception() needs an exception that was raised"
        return cls(exception)

    @classmethod
    def from_current(cls) -> ExceptionInfo:
        error = sys.exc_info()[1]
        assert error is not None, "no current exception"
        return cls(error)

    @classmethod
    def for_later(cls) -> ExceptionInfo:
        return cls()

    def fill(self, error: BaseException) -> None:
        assert self._error is None, "ExceptionInfo was already filled"
        self._error, self._tb = error, error.__traceback__

    def _filled(self, attribute: str) -> BaseException:
        assert self._error is not None, (
            f".{attribute} can only be used after the context manager exits"
        )
        return self._error

    @property
    def type(self) -> type[BaseException]:
        return type(self._filled("type"))

    @property
    def value(self) -> BaseException:
        return self._filled("value")

    @property
    def tb(self) -> TracebackType | None:
        self._filled("tb")
        return self._tb

    @property
    def typename(self) -> str:
        return type(self._filled("typename")).__name__

    @property
    def traceback(self) -> list[TracebackEntry]:
        self._filled("traceback")
        return list(_entries(self._tb))

    def exconly(self, tryshort: bool = False) -> str:
        """The exception as text, as the last lines of a traceback show it."""
        import traceback  # a large module, needed here only

        text = "".join(traceback.format_exception_only(self.type, self.value)).rstrip()
        if tryshort and isinstance(self.value, AssertionError):
            return text.removeprefix("AssertionError: ")
        return text

    def getrepr(self, **style: object) -> str:
        """The exception as text; pytest's styles make no difference here."""
        return self.exconly()

    def errisinstance(self, exc: ExceptionTypes) -> bool:
        return isinstance(self.value, exc)

    def match(self, regexp: str | re.Pattern[str]) -> bool:
        """True if `regexp` is found in the exception's text, else AssertionError."""
        text = message_of(self.value)
        if re.search(regexp, text) is None:
            raise AssertionError(mismatch(regexp, text))
        return True

    def group_contains(
        self,
        expected_exception: ExceptionTypes,
        *,
        match: str | re.Pattern[str] | None = None,
        depth: int | None = None,
    ) -> bool:
        """Whether the caught group holds such an exception, at `depth` or at any."""
        group = self.value
        assert isinstance(group, BaseExceptionGroup), (
            "Captured exception is not an instance of `BaseExceptionGroup`"
        )
        assert depth is None or depth >= 1, "`depth` must be >= 1 if specified"
        for error, level in _members(group, 1):
            if depth is not None and level != depth:
                continue
            if not isinstance(error, expected_exception):
                continue
            if match is None or re.search(match, message_of(error)):
                return True
        return False

    def __repr__(self) -> str:
        if self._error is None:
            return "<ExceptionInfo for raises contextmanager>"
        return f"<ExceptionInfo {saferepr(self._error)} tblen={len(self.traceback)}>"


def _members(group: BaseExceptionGroup, level: int) -> Iterator[tuple[BaseException, int]]:
    """Every exception in `group`, groups included, with how deep it lies."""
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from _members(error, level + 1)
        yield error, level
