"""`raises`: the block must raise such an exception.

`RaisesExc` is one expected exception, also inside a `RaisesGroup`. This module also gathers the
names that a case uses around exceptions and outcomes.
"""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Any

from .excinfo import ExceptionInfo, ExceptionTypes
from .expectation import Check, Expectation, Pattern, type_names, wrong_type
from .outcomes import (
    Exit,
    Failed,
    OutcomeException,
    Skipped,
    UsageError,
    XFailed,
    exit,
    fail,
    importorskip,
    skip,
    xfail,
)
from .raises_group import RaisesGroup

__all__ = [
    "ExceptionInfo",
    "Exit",
    "Failed",
    "OutcomeException",
    "RaisesExc",
    "RaisesGroup",
    "Skipped",
    "UsageError",
    "XFailed",
    "exit",
    "fail",
    "importorskip",
    "raises",
    "skip",
    "xfail",
]


class RaisesExc(Expectation):
    """One expected exception: by class, message, check, or any of them."""

    __module__ = "pytest"

    def __init__(
        self,
        expected_exception: ExceptionTypes | None = None,
        /,
        *,
        match: Pattern | None = None,
        check: Check | None = None,
    ) -> None:
        super().__init__(match, check)
        if expected_exception is None:
            expected_exception = ()
        elif not isinstance(expected_exception, tuple):
            expected_exception = (expected_exception,)
        if expected_exception == () and match is None and check is None:
            raise ValueError("You must specify at least one parameter to match on.")
        self.expected_exceptions = tuple(
            self._exception_class(exc, "a BaseException type") for exc in expected_exception
        )
        self._propagates = False

    def matches(self, exception: BaseException | None) -> bool:
        """Whether `exception` is what was expected; if not, `fail_reason` says why."""
        self._propagates = False
        if exception is None:
            self._fail_reason = "exception is None"
            return False
        self._fail_reason = wrong_type(exception, self.expected_exceptions)
        if self._fail_reason is not None:
            self._propagates = True
            return False
        return self._matches_text(exception) and self._passes_check(exception)

    def __enter__(self) -> ExceptionInfo:
        self.excinfo = ExceptionInfo.for_later()
        return self.excinfo

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> bool:
        if exc_val is None:
            classes = self.expected_exceptions
            if not classes:
                fail("DID NOT RAISE any exception")
            fail(f"DID NOT RAISE {'' if len(classes) == 1 else 'any of '}{type_names(classes)}")
        if self.matches(exc_val):
            self.excinfo.fill(exc_val)
            return True
        if self._propagates:
            return False
        raise AssertionError(self._fail_reason) from None

    def __repr__(self) -> str:
        names = [type_names(self.expected_exceptions)] if self.expected_exceptions else []
        return f"RaisesExc({', '.join(names + self._conditions())})"


def raises(
    expected_exception: ExceptionTypes | None = None,
    func: Callable[..., object] | None = None,
    *args: object,
    **kwargs: Any,
) -> RaisesExc | ExceptionInfo:
    """Expect an exception from a `with` block, or from `func(*args, **kwargs)`."""
    if func is None and not args:
        unknown = set(kwargs) - {"match", "check"}
        if unknown:
            raise TypeError(
                "Unexpected keyword arguments passed to pytest.raises: "
                f"{', '.join(sorted(kwargs))}\nUse context-manager form instead?"
            )
        return RaisesExc(expected_exception, **kwargs)
    if not expected_exception:
        raise ValueError(
            "Expected an exception type or a tuple of exception types, but got "
            f"`{expected_exception!r}`. Raising exceptions is already understood as failing the "
            "test, so you don't need any special code to say 'this should never raise an "
            "exception'."
        )
    if not callable(func):
        raise TypeError(f"{func!r} object (type: {type(func)}) must be callable")
    with RaisesExc(expected_exception) as excinfo:
        func(*args, **kwargs)
    return excinfo


raises.Exception = Failed
