import asyncio


def run():
    async def spin():
        while True:
            await asyncio.sleep(0)

    asyncio.run(spin())
