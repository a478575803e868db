# fails: test_limit, test_full_queue, test_in_turn, test_bulkheads_are_independent, test_patience, test_time_limit_counts_from_the_place, test_patience_ends_with_the_place, test_place_is_free_after_the_clean_up, test_cancelled_while_waiting, test_cancelled_while_running, test_random_load
# Compares with <= and lets one more in than the limit says.
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
        if self._running <= self._limit:
            self._running += 1
            return
        if len(self._waiters) >= self._queue:
            raise BulkheadFull(self._name, "queue")
        place = asyncio.get_running_loop().create_future()
        self._waiters.append(place)
        try:
            await asyncio.wait([place], timeout=self._wait)
        except asyncio.CancelledError:
            if place.done():
                self._leave()
            else:
                self._waiters.remove(place)
            raise
        if not place.done():
            self._waiters.remove(place)
            raise BulkheadFull(self._name, "wait")

    def _leave(self):
        if self._waiters:
            self._waiters.popleft().set_result(None)
        else:
            self._running -= 1
