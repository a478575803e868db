import asyncio
from itertools import cycle


class Odd:
    _asyncio_future_blocking = True

    def get_loop(self):
        return asyncio.get_running_loop()

    def add_done_callback(self, callback, *, context=None):
        callback(self)

    def result(self):
        return 421

    def cancel(self, msg=None):
        raise SystemExit(0)


class Yields:
    things = cycle([5, "text", Odd(), object(), [], asyncio.Future, lambda: 421, Odd])

    def __await__(self):
        for _ in range(20):
            try:
                yield next(self.things)
            except BaseException:
                pass
        return 0


async def number(_):
    return await Yields()


async def numbers():
    yield await Yields()


async def call(check):
    await Yields()
    await check(421)


def run(check):
    async def main():
        return await Yields()

    return asyncio.run(main())


def future():
    return Odd()
