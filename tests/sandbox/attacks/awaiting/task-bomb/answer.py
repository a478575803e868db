import asyncio


async def forever():
    await asyncio.sleep(1)
    await forever()


async def number(_):
    for _ in range(100_000):
        asyncio.create_task(forever())
    await asyncio.sleep(3)
    return 0


async def numbers():
    loop = asyncio.get_running_loop()
    for i in range(100_000):
        loop.call_later(i / 1000, print)
    yield await number(0)


async def call(check):
    await asyncio.gather(*(check(0) for _ in range(100_000)))


def run(check):
    def again():
        loop.call_soon(again)
        loop.call_soon(again)

    loop = asyncio.new_event_loop()
    loop.call_soon(again)
    loop.run_forever()


def future():
    asyncio.create_task(number(0))
    return asyncio.get_running_loop().create_future()
