"""What a session needs from the world around it, and an implementation for one process.

The judge's glue implements `Hooks` over the boundary. Here nothing is known of instances, messages or proxies: a remote
module is an object with attributes.
"""

from __future__ import annotations

import io
import sys
import threading
from typing import Any, Protocol, Self

import _viva_threads


class Hooks(Protocol):
    def take_output(self) -> tuple[str, str]:
        """What both sides wrote to stdout and stderr since the last call."""

    def remote(self, name: str) -> Any:
        """The answer instance's module of that name, or None if there is no other instance."""

    def is_remote(self, value: object) -> bool:
        """Whether a value belongs to the answer: such a class or function is never collected."""

    def trace(self, exception: BaseException) -> list[str] | None:
        """The answer's own traceback lines of an exception that came from there."""

    def sticky(self) -> BaseException | None:
        """A judge assertion that failed inside a callback, whatever the answer made of it."""

    def raised_in_threads(self) -> list[tuple[str, str]]:
        """(name, text) of each thread, on either side, that an exception has ended since the last call."""

    def unfinished_threads(self) -> list[str]:
        """A line for each thread, on either side, that an interpreter's exit would wait for in vain. The case is over."""

    def tmp_root(self) -> str:
        """An existing folder for `tmp_path`."""


class LocalHooks:
    """Cases and answer in one process: as a context manager it captures stdout and stderr."""

    def __init__(self, tmp_root: str | None = None) -> None:
        self._root = tmp_root
        self._streams: tuple[io.StringIO, io.StringIO] | None = None
        self._saved: Any = None
        self._excepthook: Any = None

    def __enter__(self) -> Self:
        self._saved = sys.stdout, sys.stderr
        self._excepthook = threading.excepthook
        _viva_threads.watch()
        self._streams = io.StringIO(), io.StringIO()
        sys.stdout, sys.stderr = self._streams
        return self

    def __exit__(self, *_: object) -> None:
        sys.stdout, sys.stderr = self._saved
        threading.excepthook = self._excepthook
        self._streams = None

    def take_output(self) -> tuple[str, str]:
        if self._streams is None:
            return "", ""
        texts = []
        for stream in self._streams:
            texts.append(stream.getvalue())
            stream.seek(0)
            stream.truncate()
        return texts[0], texts[1]

    def remote(self, name: str) -> Any:
        return None

    def is_remote(self, value: object) -> bool:
        return False

    def trace(self, exception: BaseException) -> list[str] | None:
        return None

    def sticky(self) -> BaseException | None:
        return None

    def raised_in_threads(self) -> list[tuple[str, str]]:
        return list(_viva_threads.raised())

    def unfinished_threads(self) -> list[str]:
        return []

    def tmp_root(self) -> str:
        if self._root is None:
            import tempfile

            self._root = tempfile.mkdtemp(prefix="viva-")
        return self._root
