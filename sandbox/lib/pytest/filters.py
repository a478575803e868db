"""`@pytest.mark.filterwarnings("action:message:category")`, for both sides."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from .hooks import Hooks
from .marks import Mark
from .outcomes import UsageError

_ACTIONS = ("default", "error", "ignore", "always", "all", "module", "once")


@contextmanager
def filtered(marks: list[Mark], hooks: Hooks) -> Iterator[None]:
    """The marks' filters in force. As in pytest they are applied from the nearest mark outwards, and the last one wins."""
    remote = hooks.remote("warnings")
    before = None if remote is None else list(remote.filters)
    with warnings.catch_warnings():
        for mark in marks:
            for text in mark.args:
                action, message, category = _parsed(text)
                warnings.filterwarnings(action, message, category)
                if remote is not None:
                    remote.filterwarnings(action, message, category)
        try:
            yield
        finally:
            if remote is not None:
                remote.filters = before


def _parsed(text: str) -> tuple[Any, str, type[Warning]]:
    parts = [part.strip() for part in text.split(":")]
    if len(parts) > 5 or not parts[0]:
        raise UsageError(
            f"invalid filterwarnings {text!r}: write action:message:category:module:line"
        )
    action = next((one for one in _ACTIONS if one.startswith(parts[0])), None)
    if action is None:
        raise UsageError(
            f"invalid action {parts[0]!r} in filterwarnings {text!r}: use one of {', '.join(_ACTIONS)}"
        )
    message = re.escape(parts[1]) if len(parts) > 1 else ""
    category = _category(parts[2]) if len(parts) > 2 and parts[2] else Warning
    return action, message, category


def _category(name: str) -> type[Warning]:
    module, _, cls = name.rpartition(".")
    try:
        found = getattr(__import__(module or "builtins", fromlist=[cls]), cls)
    except (ImportError, AttributeError) as error:
        raise UsageError(f"unknown warning category {name!r}") from error
    if not (isinstance(found, type) and issubclass(found, Warning)):
        raise UsageError(f"{name} is not a Warning subclass")
    return found
