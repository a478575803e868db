"""Outcomes that a case asks for itself: `fail`, `skip`, `xfail`, `exit`, `importorskip`.

Each is a function that raises its exception; the exception is also the function's `.Exception`.
The runner turns them into verdicts.
"""

from __future__ import annotations

import importlib
import sys
import warnings
from types import ModuleType
from typing import NoReturn


class OutcomeException(BaseException):
    """Base of what ends a case early; no `except Exception` of a case stops it."""

    def __init__(self, msg: str | None = None, pytrace: bool = True) -> None:
        if msg is not None and not isinstance(msg, str):
            raise TypeError(
                f"{type(self).__name__} expected string as 'msg' parameter, "
                f"got '{type(msg).__name__}' instead.\nPerhaps you meant to use a mark?"
            )
        super().__init__(msg)
        self.msg = msg
        self.pytrace = pytrace

    def __repr__(self) -> str:
        return f"<{type(self).__name__} instance>" if self.msg is None else self.msg

    __str__ = __repr__


class Failed(OutcomeException):
    """The case fails, with a message of its own."""

    __module__ = "builtins"


class Skipped(OutcomeException):
    """The case, or with `allow_module_level` the whole file, doesn't apply."""

    __module__ = "builtins"

    def __init__(
        self, msg: str | None = None, pytrace: bool = True, allow_module_level: bool = False
    ) -> None:
        super().__init__(msg, pytrace)
        self.allow_module_level = allow_module_level


class XFailed(Failed):
    """The case is known to fail."""


class Exit(Exception):
    """The whole run is to stop. An `Exception`, as pytest has it."""

    def __init__(self, msg: str = "unknown reason", returncode: int | None = None) -> None:
        super().__init__(msg)
        self.msg = msg
        self.returncode = returncode


class UsageError(Exception):
    """The cases use this package in a way that it can't serve."""


class _Fail:
    """Fail the running case with `reason`."""

    Exception = Failed

    def __call__(self, reason: str = "", pytrace: bool = True) -> NoReturn:
        raise Failed(reason, pytrace)


class _Skip:
    """Skip the running case, or the file if `allow_module_level`."""

    Exception = Skipped

    def __call__(self, reason: str = "", allow_module_level: bool = False) -> NoReturn:
        raise Skipped(reason, allow_module_level=allow_module_level)


class _XFail:
    """End the running case as one that is known to fail."""

    Exception = XFailed

    def __call__(self, reason: str = "") -> NoReturn:
        raise XFailed(reason)


class _Exit:
    """Stop the whole run."""

    Exception = Exit

    def __call__(self, reason: str = "", returncode: int | None = None) -> NoReturn:
        raise Exit(reason, returncode)


fail = _Fail()
skip = _Skip()
xfail = _XFail()
exit = _Exit()


def importorskip(
    modname: str,
    minversion: str | None = None,
    reason: str | None = None,
    *,
    exc_type: type[ImportError] | None = None,
) -> ModuleType:
    """Import `modname`; skip if it is missing or older than `minversion`."""
    compile(modname, "", "eval")  # a SyntaxError for what can't be a module's name
    if exc_type is None:
        exc_type = ModuleNotFoundError
    skipped = None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            importlib.import_module(modname)
        except exc_type as error:
            skipped = Skipped(
                reason or f"could not import {modname!r}: {error}", allow_module_level=True
            )
    if skipped is not None:
        raise skipped
    module = sys.modules[modname]
    if minversion is not None:
        version = getattr(module, "__version__", None)
        if version is None or _release(version) < _release(minversion):
            raise Skipped(
                f"module {modname!r} has __version__ {version!r}, required is: {minversion!r}",
                allow_module_level=True,
            )
    return module


def _release(version: str) -> tuple[int, ...]:
    """The numbers a version starts with, without trailing zeros: "1.20.0rc1" is (1, 20)."""
    numbers: list[int] = []
    for part in str(version).split("."):
        digits = part[: len(part) - len(part.lstrip("0123456789"))]
        if not digits:
            break
        numbers.append(int(digits))
        if digits != part:
            break
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)
