import asyncio


def run():
    async def main():
        await asyncio.gather(*[asyncio.sleep(3600) for _ in range(100_000)])

    asyncio.run(main())
    return 0
