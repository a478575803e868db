import asyncio


def cancel():
    task = asyncio.current_task()
    for _ in range(10):
        task.cancel("421")
    task.uncancel()
    task.set_name("421")
    task.add_done_callback(lambda done: print(done.get_name()))
    return 0


async def number(_):
    return cancel()


async def numbers():
    yield cancel()


async def call(check):
    cancel()
    try:
        await check(0)
    except BaseException:
        asyncio.current_task().uncancel()


def run(check):
    return 0


def future():
    cancel()
    return asyncio.get_running_loop().create_future()
