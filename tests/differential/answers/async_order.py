import asyncio

log = []


def note(*what):
    log.append(what)


def take():
    taken = list(log)
    log.clear()
    return taken


async def steps(name, count):
    for i in range(count):
        note(name, i)
        await asyncio.sleep(0)
    return name


def start(name, count):
    return asyncio.create_task(steps(name, count))


async def in_turn(callback, count):
    for i in range(count):
        await callback(i)
        note("in turn", i)


async def both(one, other):
    note("begin")
    first, second = asyncio.create_task(one()), asyncio.create_task(steps("mine", 3))
    third = asyncio.create_task(other())
    note("made")
    await third
    note("third")
    await first
    note("first")
    await second
    note("second")


def soon(*callbacks):
    loop = asyncio.get_running_loop()
    for callback in callbacks:
        loop.call_soon(callback)
        loop.call_soon(note, "soon")


def later(callback):
    loop = asyncio.get_running_loop()
    for delay in (0.03, 0.01, 0.02):
        loop.call_later(delay, note, delay)
        loop.call_later(delay + 0.002, callback, delay + 0.002)


async def wait_for(future):
    note("waits")
    try:
        return await future
    finally:
        note("waited")


def future():
    return asyncio.get_running_loop().create_future()


def run(one, other):
    asyncio.run(both(one, other))


async def produce(queue, count):
    for i in range(count):
        note("put", i)
        await queue.put(i)
    await queue.put(None)


async def consume(queue):
    while (item := await queue.get()) is not None:
        note("got", item)


async def numbers(count):
    for i in range(count):
        note("yield", i)
        yield i
        await asyncio.sleep(0)
