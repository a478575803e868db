import asyncio


async def number(_):
    return 0


async def numbers():
    yield 0


async def call(check):
    task = asyncio.create_task(check(421))
    await asyncio.wait([task])
    try:
        await check(421)
    except BaseException:
        pass
    await asyncio.gather(check(421), return_exceptions=True)


def run(check):
    try:
        asyncio.run(call(check))
    except BaseException:
        pass
    return 421


def future():
    made = asyncio.get_running_loop().create_future()
    made.set_result(0)
    return made
