"""How long single steps of tasks and callbacks kept the event loop on one side: each side imports its own copy.

For the fixture `loop_lag`. Nothing is measured while no one asked.
"""

from __future__ import annotations

import asyncio
from typing import Any

try:
    from _viva import loop
except ImportError:  # pragma: no cover - outside the sandbox there is no such loop
    loop = None

_longest = 0.0
_what = ""


def start() -> None:
    reset()
    if loop is not None:
        loop.measure = _measured


def stop() -> None:
    if loop is not None:
        loop.measure = None


def reset() -> None:
    global _longest, _what
    _longest, _what = 0.0, ""
    running = asyncio._get_running_loop()
    if hasattr(running, "began"):
        running.began = running.time()


def longest() -> tuple[float, str]:
    """Seconds, and what took them; what is running now counts as far as it has come."""
    running = asyncio._get_running_loop()
    handle = getattr(running, "_current_handle", None)
    if handle is not None and (so_far := running.time() - running.began) > _longest:
        return so_far, _told(handle)
    return _longest, _what


def _measured(seconds: float, handle: Any) -> None:
    global _longest, _what
    if seconds > _longest:
        _longest, _what = seconds, _told(handle)


def _told(handle: Any) -> str:
    return asyncio.base_events._format_handle(handle)
