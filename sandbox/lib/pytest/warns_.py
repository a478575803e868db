"""`warns`, `deprecated_call` and the recorder behind the `recwarn` fixture."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Any

from . import mirror
from .outcomes import Exit, fail
from .saferepr import saferepr

WarningTypes = type[Warning] | tuple[type[Warning], ...]


def _emit(warning: Warning, filename: str, line: int) -> None:
    """What the answer's side warned of, given again here: whoever records now, records it."""
    warnings.warn_explicit(warning, type(warning), str(filename), int(line))


class WarningsRecorder(warnings.catch_warnings):
    """Records every warning of a `with` block."""

    __module__ = "pytest"

    def __init__(self) -> None:
        super().__init__(record=True)
        self._entered = False
        self._list: list[warnings.WarningMessage] = []

    @property
    def list(self) -> list[warnings.WarningMessage]:
        return self._list

    def __getitem__(self, index: int) -> warnings.WarningMessage:
        return self._list[index]

    def __iter__(self) -> Iterator[warnings.WarningMessage]:
        return iter(self._list)

    def __len__(self) -> int:
        return len(self._list)

    def pop(self, cls: type[Warning] = Warning) -> warnings.WarningMessage:
        """Remove and return the first warning of `cls`, or else of the nearest subclass."""
        best: int | None = None
        for index, warning in enumerate(self._list):
            if warning.category == cls:
                return self._list.pop(index)
            if issubclass(warning.category, cls) and (
                best is None or not issubclass(warning.category, self._list[best].category)
            ):
                best = index
        if best is None:
            raise AssertionError(f"{cls!r} not found in warning list")
        return self._list.pop(best)

    def clear(self) -> None:
        self._list[:] = []

    def __enter__(self) -> WarningsRecorder:
        if self._entered:
            raise RuntimeError(f"Cannot enter {self!r} twice")
        self._list = super().__enter__()
        warnings.simplefilter("always")
        self._remote = mirror.helper("_viva_warnings")
        if self._remote is not None:
            self._remote.start(_emit)
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        if not self._entered:
            raise RuntimeError(f"Cannot exit {self!r} without entering first")
        if self._remote is not None:
            self._remote.stop()
        super().__exit__(exc_type, exc_val, exc_tb)
        # The base class would refuse to be entered again.
        self._entered = False


class WarningsChecker(WarningsRecorder):
    """What `warns` returns: the block must emit such a warning; all others are emitted again."""

    __module__ = "pytest"

    def __init__(
        self, expected_warning: WarningTypes, match: str | re.Pattern[str] | None = None
    ) -> None:
        super().__init__()
        several = isinstance(expected_warning, tuple)
        classes = expected_warning if several else (expected_warning,)
        for cls in classes:
            if not (isinstance(cls, type) or several) or not issubclass(cls, Warning):
                raise TypeError(f"exceptions must be derived from Warning, not {type(cls)}")
        self.expected_warning = classes
        self.match_expr = match

    def matches(self, warning: warnings.WarningMessage) -> bool:
        return issubclass(warning.category, self.expected_warning) and bool(
            self.match_expr is None or re.search(self.match_expr, str(warning.message))
        )

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_val: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        super().__exit__(exc_type, exc_val, exc_tb)
        # What ends a case early goes through untouched.
        if exc_val is not None and (
            not isinstance(exc_val, Exception) or isinstance(exc_val, Exit)
        ):
            return
        try:
            self._check()
        finally:
            for warning in self:
                if not self.matches(warning):
                    warnings.warn_explicit(
                        message=warning.message,
                        category=warning.category,
                        filename=warning.filename,
                        lineno=warning.lineno,
                        source=warning.source,
                    )
            for warning in self:
                _refuse_non_text(warning)

    def _check(self) -> None:
        candidates = [w for w in self if issubclass(w.category, self.expected_warning)]
        emitted = f"[{', '.join(saferepr(warning.message) for warning in self)}]"
        if not candidates:
            fail(
                f"DID NOT WARN. No warnings of type {self.expected_warning} were emitted.\n"
                f" Emitted warnings: {emitted}."
            )
        if not any(self.matches(warning) for warning in candidates):
            escaped = any(self.match_expr == str(warning.message) for warning in candidates)
            hint = "\n Did you mean to `re.escape()` the regex?" if escaped else ""
            fail(
                f"Regex pattern did not match any of the {len(self)} warnings emitted.\n"
                f" Regex: {self.match_expr!r}\n Emitted warnings: {emitted}.{hint}"
            )


def _refuse_non_text(warning: warnings.WarningMessage) -> None:
    """`warnings.warn(1)` makes a UserWarning(1), which filters choke on: say so instead."""
    message = warning.message
    if type(message) is UserWarning and message.args and not isinstance(message.args[0], str):
        content = message.args[0]
        raise TypeError(
            f"Warning must be str or Warning, got {saferepr(content)} "
            f"(type {type(content).__name__})"
        )


def warns(
    expected_warning: WarningTypes = Warning,
    func: Callable[..., Any] | None = None,
    *args: object,
    **kwargs: Any,
) -> Any:
    """Expect a warning from a `with` block, or from `func(*args, **kwargs)`, which is returned."""
    if func is None and not args:
        match = kwargs.pop("match", None)
        if kwargs:
            raise TypeError(
                "Unexpected keyword arguments passed to pytest.warns: "
                f"{', '.join(sorted(kwargs))}\nUse context-manager form instead?"
            )
        return WarningsChecker(expected_warning, match)
    if not callable(func):
        raise TypeError(f"{func!r} object (type: {type(func)}) must be callable")
    with WarningsChecker(expected_warning):
        return func(*args, **kwargs)


def deprecated_call(func: Callable[..., Any] | None = None, *args: object, **kwargs: Any) -> Any:
    """Expect a deprecation: `warns` for the three classes that say so."""
    classes = (DeprecationWarning, PendingDeprecationWarning, FutureWarning)
    if func is None:
        return warns(classes, *args, **kwargs)
    with warns(classes):
        return func(*args, **kwargs)
