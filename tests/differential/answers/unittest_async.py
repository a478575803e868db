import asyncio


async def double(value):
    await asyncio.sleep(0)
    return value * 2


async def fails():
    raise ValueError("no")
