# fails: test_bulkheads_are_independent
# Keeps the semaphore in the class: reviews take the places of stock and prices.
import asyncio
from contextlib import asynccontextmanager


class BulkheadFull(Exception):
    """The call was turned away. `reason` is "queue" or "wait"."""

    def __init__(self, name, reason):
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


class Bulkhead:
    all_places = {}

    def __init__(self, name, *, limit, queue=0, wait=None, timeout=None):
        if limit < 1:
            raise ValueError("limit must be at least 1")
        if queue < 0:
            raise ValueError("queue must be at least 0")
        self.name = name
        self.queue = queue
        self.wait = wait
        self.timeout = timeout
        self.running = 0
        self.waiting = 0
        self.places = self.all_places.setdefault(limit, asyncio.Semaphore(limit))

    @asynccontextmanager
    async def place(self):
        if self.places.locked():
            if self.waiting >= self.queue:
                raise BulkheadFull(self.name, "queue")
            await self.wait_for_place()
        else:
            await self.places.acquire()
        self.running += 1
        try:
            yield
        finally:
            self.running -= 1
            self.places.release()

    async def wait_for_place(self):
        self.waiting += 1
        try:
            async with asyncio.timeout(self.wait):
                await self.places.acquire()
        except TimeoutError:
            raise BulkheadFull(self.name, "wait") from None
        finally:
            self.waiting -= 1

    async def call(self, func):
        async with self.place(), asyncio.timeout(self.timeout):
            return await func()
