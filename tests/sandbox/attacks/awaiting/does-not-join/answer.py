import asyncio

from _viva import link

side = link.side
join = side._perform["join"]
turn = 0


def refuse(number, *settings):
    global turn
    turn += 1
    if turn % 4 == 0:
        return 421
    if turn % 4 == 1:
        raise SystemExit(0)
    if turn % 4 == 2:
        join(number, *settings)
        return join(number, *settings)
    side.request("drive", number, False, (1, None, None))
    side.request("drive", number, False, (2, None, None))
    return None


side._perform["join"] = refuse


async def number(_):
    await asyncio.sleep(1)
    return 0


async def numbers():
    yield await number(0)


async def call(check):
    await check(0)


def run(check):
    return 0


def future():
    return 0
