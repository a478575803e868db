import asyncio
from contextlib import asynccontextmanager, contextmanager

log = []


def running():
    total = 0
    while True:
        total += (yield total) or 0


def chained(*parts):
    for part in parts:
        yield from part


@contextmanager
def suppressing(kind):
    try:
        yield log
    except kind as error:
        log.append(str(error))


class Timer:
    def __enter__(self):
        log.append("start")
        return self

    def __exit__(self, kind, error, trace):
        log.append(kind.__name__ if kind else "end")
        return kind is KeyError


@asynccontextmanager
async def connection():
    log.append("open")
    try:
        yield 7
    finally:
        log.append("closed")


async def numbers():
    for number in range(3):
        await asyncio.sleep(3600)
        yield number


async def collected():
    return [number async for number in numbers()]
