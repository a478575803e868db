import asyncio


class Shared:
    def __init__(self, size=0):
        self.lock = asyncio.Lock()
        self.event = asyncio.Event()
        self.condition = asyncio.Condition()
        self.semaphore = asyncio.Semaphore(2)
        self.bounded = asyncio.BoundedSemaphore(1)
        self.queue = asyncio.Queue(size)
        self.running = self.most = 0

    async def work(self, seconds=0.001):
        async with self.semaphore:
            self.running += 1
            self.most = max(self.most, self.running)
            await asyncio.sleep(seconds)
            self.running -= 1

    async def consume(self, count):
        items = []
        for _ in range(count):
            items.append(await self.queue.get())
            self.queue.task_done()
        return items

    async def produce(self, items):
        for item in items:
            await self.queue.put(item)


async def holds(lock, callback):
    async with lock:
        return await callback()


async def limited(semaphore, callback, count):
    async def one(i):
        async with semaphore:
            return await callback(i)

    return await asyncio.gather(*(one(i) for i in range(count)))


async def waits(event):
    return await event.wait()


async def waits_until(condition, predicate):
    async with condition:
        return await condition.wait_for(predicate)


async def consume(queue):
    items = []
    while True:
        try:
            items.append(await asyncio.wait_for(queue.get(), 0.05))
        except TimeoutError:
            return items


async def meets(barrier):
    return await barrier.wait()


def sets(event):
    event.set()


def made(count):
    return [asyncio.get_running_loop().create_future() for _ in range(count)]


def resolve(future, value):
    if isinstance(value, BaseException):
        future.set_exception(value)
    else:
        future.set_result(value)


class Pool:
    """At most `size` connections, which `connect` makes."""

    def __init__(self, connect, size):
        self._connect = connect
        self._free = asyncio.Queue()
        self._left = size

    async def acquire(self):
        if self._free.empty() and self._left:
            self._left -= 1
            return await self._connect()
        return await self._free.get()

    def release(self, connection):
        self._free.put_nowait(connection)
