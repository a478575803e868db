import asyncio


async def number(_):
    await asyncio.Event().wait()


async def numbers():
    async with asyncio.Lock() as lock:
        await asyncio.get_running_loop().create_future()
    yield lock


async def call(check):
    task = asyncio.create_task(number(0))
    await task


def run(check):
    async def main():
        await asyncio.gather(number(0), number(1))

    asyncio.run(main())


def future():
    return asyncio.get_running_loop().create_future()
