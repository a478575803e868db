# fails: test_in_turn, test_random_load
# Frees the place and wakes the first that waits; whoever comes in between is faster, and the woken one believes in its place.
import asyncio
from collections import deque


class BulkheadFull(Exception):
    """The call was turned away. `reason` is "queue" or "wait"."""

    def __init__(self, name, reason):
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


class Bulkhead:
    def __init__(self, name, *, limit, queue=0, wait=None, timeout=None):
        if limit < 1 or queue < 0:
            raise ValueError("limit must be at least 1, queue at least 0")
        self._name = name
        self._limit = limit
        self._queue = queue
        self._wait = wait
        self._timeout = timeout
        self._running = 0
        self._waiters = deque()

    @property
    def running(self):
        return self._running

    @property
    def waiting(self):
        return len(self._waiters)

    async def call(self, func):
        await self._enter()
        try:
            async with asyncio.timeout(self._timeout):
                return await func()
        finally:
            self._leave()

    async def _enter(self):
        if self._running < self._limit:
            self._running += 1
            return
        if len(self._waiters) >= self._queue:
            raise BulkheadFull(self._name, "queue")
        place = asyncio.get_running_loop().create_future()
        self._waiters.append(place)
        try:
            await asyncio.wait([place], timeout=self._wait)
        except asyncio.CancelledError:
            if not place.done():
                self._waiters.remove(place)
            elif self._waiters:
                self._waiters.popleft().set_result(None)
            raise
        if not place.done():
            self._waiters.remove(place)
            raise BulkheadFull(self._name, "wait")
        self._running += 1

    def _leave(self):
        self._running -= 1
        if self._waiters:
            self._waiters.popleft().set_result(None)
