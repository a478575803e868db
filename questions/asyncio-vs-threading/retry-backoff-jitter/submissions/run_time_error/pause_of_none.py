# fails: test_throttled, test_what_is_retried
# Adds retry_after to the time without looking whether the server said how long: None raises TypeError.

import asyncio
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
        self._base = base
        self._cap = cap
        self._patience = patience
        self._random = random
        self._paused_until = float("-inf")

    async def call(self, operation: Callable[[], Coroutine[Any, Any, Any]], seconds: float) -> Any:
        """What the operation returns, at the first attempt that succeeds."""
        loop, this_task = asyncio.get_running_loop(), asyncio.current_task()
        cancelled_before = this_task.cancelling()
        deadline = loop.time() + seconds
        ceiling = min(self._cap, self._base)
        failure: Exception | None = None
        while True:
            jitter_due = failure is not None
            while (pause := self._paused_until - loop.time()) > 0 or jitter_due:
                jitter_due = pause > 0
                wait = pause if jitter_due else self._random() * ceiling
                if loop.time() + wait >= deadline:
                    raise failure or TimeoutError("paused beyond the deadline")
                await asyncio.sleep(wait)
            if failure is not None:
                ceiling = min(self._cap, ceiling * 2)
            try:
                async with asyncio.timeout_at(min(deadline, loop.time() + self._patience)):
                    return await operation()
            except Exception as error:
                if this_task.cancelling() > cancelled_before:
                    raise asyncio.CancelledError from None
                if not isinstance(error, ConnectionError | TimeoutError | Throttled):
                    raise
                failure = error
            if isinstance(failure, Throttled):
                self._paused_until = max(self._paused_until, loop.time() + failure.retry_after)
