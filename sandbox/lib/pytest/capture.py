"""`capsys` and its relatives: what judge and answer print while a case runs, as the hooks hand it over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from types import GenericAlias
from typing import Any, NamedTuple

from .hooks import Hooks


class CaptureResult(NamedTuple):
    out: Any
    err: Any


class CaptureFixture:
    """Output since the fixture was set up or read last. `binary` gives bytes."""

    # For annotations: `pytest.CaptureFixture[str]`.
    __class_getitem__ = classmethod(GenericAlias)

    def __init__(self, hooks: Hooks, binary: bool) -> None:
        self._hooks = hooks
        self._binary = binary
        self._kept = ["", ""]
        self._disabled = False
        # What was printed before the fixture isn't the fixture's to show, but belongs to the report.
        self._outside = list(hooks.take_output())

    def readouterr(self) -> CaptureResult:
        """What was printed since the last call."""
        self._pull()
        out, err = self._kept
        self._kept = ["", ""]
        if self._binary:
            return CaptureResult(out.encode(), err.encode())
        return CaptureResult(out, err)

    @contextmanager
    def disabled(self) -> Iterator[None]:
        """Output in here isn't captured: it goes to the report."""
        self._pull()
        self._disabled = True
        try:
            yield
        finally:
            self._pull()
            self._disabled = False

    def close(self) -> tuple[str, str]:
        """All that was captured but never read, and all that wasn't captured."""
        self._pull()
        return self._outside[0] + self._kept[0], self._outside[1] + self._kept[1]

    def _pull(self) -> None:
        to = self._outside if self._disabled else self._kept
        for index, text in enumerate(self._hooks.take_output()):
            to[index] += text
