import asyncio
from itertools import cycle

from _viva import link

side = link.side
STATES = cycle(
    [
        (1, 0, None),
        (10**6, 0, -1e300),
        (10**7, 10**40, float("inf")),
        (10**8, None, float("nan")),
        (10**9, "0", None),
        None,
        [1, 2, 3],
        (10**10, -1, float("-inf")),
        421,
    ]
)
perform = side._perform


def lie(*_):
    return next(STATES)


def start():
    perform.update({kind: lie for kind in ("turn", "one", "move", "batch", "leftovers", "finish", "tasks", "task")})
    perform["await"] = perform["resume"] = lambda *_: next(REPLIES)


REPLIES = cycle([(2, 1), (1, 2), (3, 3, 999), (0,), (9, 1), (2, "1"), (3, 1), (4, 1, 421), None, (2, 10**30), (0, 0, 0)])


async def number(_):
    return 0


async def numbers():
    yield 0


async def call(check):
    return 0


def run(check):
    start()
    return asyncio.run(call(check))


def future():
    start()
    made = asyncio.get_running_loop().create_future()
    made.set_result(420)
    return made


start()
