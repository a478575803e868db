# Style: each attempt is a task of its own that asyncio.wait watches over; the pause is an object that knows how to wait.

import asyncio
import random
from collections.abc import Callable, Coroutine
from itertools import count
from typing import Any


class Throttled(Exception):
    """The server refuses, and asks to be left alone for that many seconds; None if it doesn't say how long."""

    def __init__(self, retry_after: float | None = None) -> None:
        super().__init__(retry_after)
        self.retry_after = retry_after


RETRIED = (ConnectionError, TimeoutError, Throttled)


class GaveUp(Exception):
    """The sleep would last too long."""


class Clock:
    """The time that a call has left."""

    def __init__(self, seconds: float) -> None:
        self._now = asyncio.get_running_loop().time
        self._end = self._now() + seconds

    @property
    def left(self) -> float:
        return self._end - self._now()

    async def sleep(self, seconds: float) -> None:
        if seconds >= self.left:
            raise GaveUp
        await asyncio.sleep(seconds)


class Pause:
    def __init__(self) -> None:
        self._end = 0.0

    @property
    def left(self) -> float:
        return max(0.0, self._end - asyncio.get_running_loop().time())

    def extend(self, seconds: float) -> None:
        self._end = max(self._end, asyncio.get_running_loop().time() + seconds)


class Retries:
    """For all calls of one server."""

    def __init__(self, *, base: float = 0.1, cap: float = 10.0, patience: float = 5.0, random: Callable[[], float] = random.random) -> None:
        self._base = base
        self._cap = cap
        self._patience = patience
        self._random = random
        self._pause = Pause()

    async def call(self, operation: Callable[[], Coroutine[Any, Any, Any]], seconds: float) -> Any:
        """What the operation returns, at the first attempt that succeeds."""
        clock = Clock(seconds)
        failure: BaseException = TimeoutError("no time for an attempt")
        for failures in count():
            try:
                await self._turn(failures, clock)
            except GaveUp:
                raise failure from None
            task = asyncio.ensure_future(operation())
            try:
                await asyncio.wait([task], timeout=min(self._patience, clock.left))
            finally:
                late = task.cancel()
                await asyncio.gather(task, return_exceptions=True)
            if task.cancelled():
                failure = TimeoutError("no patience any more") if late else asyncio.CancelledError()
            elif task.exception() is None:
                return task.result()
            else:
                failure = task.exception()
            if not isinstance(failure, RETRIED):
                raise failure
            if isinstance(failure, Throttled) and failure.retry_after is not None:
                self._pause.extend(failure.retry_after)

    async def _turn(self, failures: int, clock: Clock) -> None:
        """Sleeps until the next attempt may begin."""
        ceiling = self._cap
        if failures < 64:  # base * 2 ** 1030 is no float
            ceiling = min(self._cap, self._base * 2 ** max(failures - 1, 0))
        while failures or self._pause.left:
            while self._pause.left:
                await clock.sleep(self._pause.left)
            await clock.sleep(self._random() * ceiling)
            failures = 0
