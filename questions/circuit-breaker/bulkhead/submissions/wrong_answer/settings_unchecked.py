# fails: test_settings
# Takes any settings: with a limit of 0 every call waits for ever.
import asyncio
from contextlib import asynccontextmanager


class BulkheadFull(Exception):
    """The call was turned away. `reason` is "queue" or "wait"."""

    def __init__(self, name, reason):
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


class Bulkhead:
    def __init__(self, name, *, limit, queue=0, wait=None, timeout=None):
        self.name = name
        self.queue = queue
        self.wait = wait
        self.timeout = timeout
        self.running = 0
        self.waiting = 0
        self.places = asyncio.Semaphore(limit)

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
