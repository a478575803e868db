"""Tells the judge of every warning that the answer's side gives, while a case records warnings. Each side imports its own copy."""

from __future__ import annotations

import warnings
from collections.abc import Callable

_told: list[tuple[Callable[..., None], warnings.catch_warnings]] = []


def start(tell: Callable[[Warning, str, int], None]) -> None:
    """From now on `tell(warning, filename, line)` hears of every warning, until `stop`. The innermost listener hears alone."""
    restore = warnings.catch_warnings()
    restore.__enter__()
    _told.append((tell, restore))
    warnings.simplefilter("always")
    warnings.showwarning = _show


def stop() -> None:
    _told.pop()[1].__exit__(None, None, None)


def _show(message: Warning, category: type, filename: str, lineno: int, *_: object) -> None:
    _told[-1][0](message, filename, lineno)
