import asyncio


async def fetch(delay, value):
    await asyncio.sleep(delay)
    return value


def gathered():
    async def main():
        return await asyncio.gather(fetch(3600, "a"), fetch(60, "b"))

    return asyncio.run(main())


def timed_out():
    async def main():
        try:
            async with asyncio.timeout(5):
                await fetch(3600, None)
        except TimeoutError:
            return "timeout"

    return asyncio.run(main())


async def in_thread(function):
    return await asyncio.to_thread(function)
