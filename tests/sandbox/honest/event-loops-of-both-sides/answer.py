import asyncio
import threading
import time
from functools import partial

lock = asyncio.Lock()  # made while the module is loaded, used in many loops
started = asyncio.run(asyncio.sleep(5, "ran while it was loaded"))
log = []


async def fetch(delay, value=None):
    await asyncio.sleep(delay)
    return value


async def fetch_all(fetch, count):
    return await asyncio.gather(*(fetch(i) for i in range(count)))


def clock():
    return time.monotonic()


def loop_clock():
    return asyncio.get_running_loop().time()


def timed(delay):
    async def main():
        begin = time.monotonic()
        await asyncio.gather(*(asyncio.sleep(delay) for _ in range(10)))
        return time.monotonic() - begin

    return asyncio.run(main())


class Background:
    """An event loop in a thread of its own, for callers that don't have one."""

    def __init__(self):
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()

    def run(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()

    def call(self, function, *args):
        async def main():
            return await function(*args)

        return self.run(main())

    def close(self):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


async def guarded(callback):
    async with lock:
        return await callback()


def in_threads(callback, count):
    results = [None] * count

    def work(i):
        results[i] = asyncio.run(guarded_once(callback, i))

    threads = [threading.Thread(target=work, args=(i,)) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


async def guarded_once(callback, i):
    return await callback(i)


async def pauses():
    await asyncio.sleep(2)
    return "slept"


async def unfinished():
    try:
        yield 1
        yield 2
    finally:
        await asyncio.sleep(0)
        log.append("finalized")


async def leaves_one_unfinished():
    async for _ in unfinished():
        break
    await asyncio.sleep(1)
    return list(log)


async def eager():
    asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
    seen = []

    async def note():
        seen.append("ran")

    task = asyncio.create_task(note())
    seen.append("made")
    await task
    return seen


async def drain(queue):
    items = []
    try:
        while True:
            items.append(await queue.get())
    except asyncio.QueueShutDown:
        return items


def names():
    return sorted(task.get_name() for task in asyncio.all_tasks())


async def named(name):
    before = asyncio.current_task().get_name()
    asyncio.current_task().set_name(name)
    return before, asyncio.current_task() in asyncio.all_tasks()


async def tells_when_done(callback):
    asyncio.current_task().add_done_callback(lambda task: callback(task.done()))


def spawn(delay):
    return asyncio.create_task(fetch(delay, "spawned"), name="spawned")


async def told_by_a_thread(seconds, wakes):
    """When an event is noticed that a thread sets."""
    event, loop, begin = asyncio.Event(), asyncio.get_running_loop(), time.monotonic()
    tell = partial(loop.call_soon_threadsafe, event.set) if wakes else event.set
    threading.Timer(seconds, tell).start()
    await event.wait()
    return time.monotonic() - begin
