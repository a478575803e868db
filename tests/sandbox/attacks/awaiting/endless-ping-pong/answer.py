import asyncio


async def number(_):
    asyncio.current_task().add_done_callback(number)
    while True:
        await asyncio.sleep(0)


async def numbers():
    while True:
        yield 0


async def call(check):
    async def again():
        await asyncio.gather(again(), check(0))

    await again()


def run(check):
    async def nested(depth):
        if depth:
            return await nested(depth - 1)
        return await check(0)

    return asyncio.run(nested(100_000))


def future():
    made = asyncio.get_running_loop().create_future()

    def again(_):
        made.add_done_callback(again)

    again(0)
    made.set_result(0)
    return made
