import asyncio


async def number(_):
    while True:
        try:
            await asyncio.sleep(10)
        except BaseException:
            pass


async def numbers():
    yield await number(0)


async def call(check):
    asyncio.create_task(number(0))
    try:
        await check(0)
    except BaseException:
        await number(0)


def run(check):
    async def main():
        for _ in range(3):
            asyncio.create_task(number(0))
        await asyncio.sleep(0)
        return 421

    return asyncio.run(main())


def future():
    return asyncio.create_task(number(0))
