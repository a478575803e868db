# Style: a generator of ceilings, asyncio.wait_for for the patience, and one coroutine that takes care of a cancelled attempt.

import asyncio
import random
from collections.abc import Callable, Coroutine, Iterator
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
        deadline = asyncio.get_running_loop().time() + seconds
        ceilings = self._ceilings()
        ceiling = next(ceilings)
        rested = True
        failure: Exception = TimeoutError()
        while True:
            if not await self._ready(deadline, ceiling, rested):
                raise failure
            try:
                return await self._attempt(operation, deadline)
            except Throttled as error:
                failure = error
                if error.retry_after is not None:
                    self._paused_until = max(self._paused_until, self._now() + error.retry_after)
            except (ConnectionError, TimeoutError) as error:
                failure = error
            rested, ceiling = False, next(ceilings)

    def _ceilings(self) -> Iterator[float]:
        """For a first attempt that has met a pause, then after each failure."""
        ceiling = min(self._base, self._cap)
        yield ceiling
        while True:
            yield ceiling
            ceiling = min(2 * ceiling, self._cap)

    async def _ready(self, deadline: float, ceiling: float, rested: bool) -> bool:
        """Sleeps until an attempt may begin; False if there is no time for that."""
        while True:
            if self._paused_until > self._now():
                end, rested = self._paused_until, False
            elif not rested:
                end, rested = self._now() + self._random() * ceiling, True
            else:
                return True
            if end >= deadline:
                return False
            await asyncio.sleep(end - self._now())

    async def _attempt(self, operation: Callable[[], Coroutine[Any, Any, Any]], deadline: float) -> Any:
        cancelled = asyncio.current_task().cancelling()
        try:
            return await asyncio.wait_for(operation(), min(self._patience, deadline - self._now()))
        except BaseException:
            if asyncio.current_task().cancelling() != cancelled:
                raise asyncio.CancelledError from None
            raise

    @staticmethod
    def _now() -> float:
        return asyncio.get_running_loop().time()
