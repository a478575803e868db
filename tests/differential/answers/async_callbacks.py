import asyncio
import contextvars
import functools
import inspect

who = contextvars.ContextVar("who", default="nobody")


async def fetch_all(fetch, names, limit=None):
    if limit is None:
        return await asyncio.gather(*(fetch(name) for name in names))
    semaphore = asyncio.Semaphore(limit)

    async def one(name):
        async with semaphore:
            return await fetch(name)

    return await asyncio.gather(*(one(name) for name in names))


async def retry(call, attempts, sleep=asyncio.sleep):
    for attempt in range(attempts):
        try:
            return await call()
        except OSError:
            if attempt == attempts - 1:
                raise
            await sleep(2**attempt)


async def collect(source):
    return [item async for item in source]


async def within(manager):
    async with manager as value:
        return value


async def stream(source, sink):
    count = 0
    async for item in source:
        await sink(item)
        count += 1
    return count


async def merge(*sources):
    queue = asyncio.Queue()

    async def drain(source):
        async for item in source:
            await queue.put(item)

    async def end(tasks):
        await asyncio.gather(*tasks)
        await queue.put(None)

    ends = asyncio.create_task(end([asyncio.create_task(drain(source)) for source in sources]))
    while (item := await queue.get()) is not None:
        yield item
    await ends


class Client:
    def __init__(self, transport):
        self.transport = transport

    async def get(self, path):
        response = await self.transport.request("GET", path)
        return await response.json()

    async def __aenter__(self):
        await self.transport.open()
        return self

    async def __aexit__(self, kind, error, traceback):
        await self.transport.close()
        return kind is KeyError


class Countdown:
    def __init__(self, start):
        self.left = start

    def __aiter__(self):
        return self

    async def __anext__(self):
        if not self.left:
            raise StopAsyncIteration
        await asyncio.sleep(0)
        self.left -= 1
        return self.left


class Ready:
    """Awaitable without being a coroutine."""

    def __init__(self, value):
        self.value = value

    def __await__(self):
        yield from asyncio.sleep(0).__await__()
        return self.value


async def echo():
    received = []
    while True:
        try:
            value = yield list(received)
        except LookupError as error:
            value = error.args[0]
        if value is None:
            return
        received.append(value)


def timed(function):
    @functools.wraps(function)
    async def wrapped(*args, **kwargs):
        begin = asyncio.get_running_loop().time()
        result = await function(*args, **kwargs)
        return result, asyncio.get_running_loop().time() - begin

    return wrapped


def cached(function):
    tasks = {}

    @functools.wraps(function)
    async def wrapped(key):
        if key not in tasks:
            tasks[key] = asyncio.ensure_future(function(key))
        return await asyncio.shield(tasks[key])

    return wrapped


async def as_user(name, callback):
    who.set(name)
    await asyncio.sleep(0)
    result = await callback()
    return who.get(), result


def get_user():
    return who.get()


async def users(callback):
    return await asyncio.gather(*(as_user(name, callback) for name in "ab"))


def run(function, *args):
    return asyncio.run(function(*args))


async def in_executor(function, *args):
    return await asyncio.get_running_loop().run_in_executor(None, function, *args)


async def to_thread(function, *args):
    return await asyncio.to_thread(function, *args)


async def no_wait():
    return "no wait"


async def dispatch(callback, *args):
    if inspect.iscoroutinefunction(callback):
        return "async", await callback(*args)
    result = callback(*args)
    if inspect.isawaitable(result):
        return "awaitable", await result
    return "sync", result


def kinds(function):
    checks = (inspect.iscoroutinefunction, inspect.isgeneratorfunction, inspect.isasyncgenfunction)
    return [check(function) for check in checks]


class Service:
    async def load(self, key):
        return await fetch_one(key)

    def name(self):
        return "service"


async def fetch_one(key):
    return key


async def load(service, key):
    return service.name(), await service.load(key)
