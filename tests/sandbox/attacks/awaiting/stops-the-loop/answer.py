import asyncio


def end():
    loop = asyncio.get_running_loop()
    loop.stop()
    for task in asyncio.all_tasks():
        task.cancel()
    try:
        loop.close()
    except RuntimeError:
        pass
    loop._ready.clear()
    loop._scheduled.clear()
    return 0


async def number(_):
    return end()


async def numbers():
    yield end()


async def call(check):
    end()
    await asyncio.sleep(1)


def run(check):
    async def main():
        end()
        await check(421)

    return asyncio.run(main())


def future():
    end()
    return asyncio.get_running_loop().create_future()
