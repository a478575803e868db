import asyncio
from itertools import cycle

errors = cycle([StopIteration, GeneratorExit, asyncio.CancelledError, SystemExit, KeyboardInterrupt, StopAsyncIteration, MemoryError])


class Raises:
    def __await__(self):
        raise next(errors)(420)


class NoIterator:
    def __await__(self):
        return 420


class Later:
    def __await__(self):
        yield from asyncio.sleep(0).__await__()
        raise next(errors)(420)


kinds = cycle([Raises, NoIterator, Later])


def number(_):
    return next(kinds)()


async def numbers():
    yield 420
    await Raises()


async def call(check):
    try:
        await check(420)
    finally:
        await Later()


def run(check):
    async def main():
        return await Later()

    return asyncio.run(main())


def future():
    made = asyncio.get_running_loop().create_future()
    made.set_exception(SystemExit(420))
    return made
