"""Tries again what fails for a while: later and later, not all at once, and not for ever."""

import random
from collections.abc import Callable, Coroutine
from typing import Any


class Throttled(Exception):
    """The server refuses, and asks to be left alone for that many seconds; None if it doesn't say how long."""

    def __init__(self, retry_after: float | None = None) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


class Retries:
    """For all calls of one server."""

    def __init__(self, *, base: float = 0.1, cap: float = 10.0, patience: float = 5.0, random: Callable[[], float] = random.random) -> None:
        pass

    async def call(self, operation: Callable[[], Coroutine[Any, Any, Any]], seconds: float) -> Any:
        """What the operation returns, at the first attempt that succeeds."""
        raise NotImplementedError
