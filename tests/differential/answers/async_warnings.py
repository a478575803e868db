import asyncio
import time


async def work():
    await asyncio.sleep(0)
    return 1


def forgets():
    work()


async def forgets_a_callback(callback):
    callback()
    await asyncio.sleep(0)


async def fire_and_forget(error):
    async def fails():
        raise error

    asyncio.ensure_future(fails())
    await asyncio.sleep(0.001)


async def fails_in_a_callback(error):
    def fails():
        raise error

    asyncio.get_running_loop().call_soon(fails)
    await asyncio.sleep(0.001)


async def blocks(seconds):
    time.sleep(seconds)
    return "blocked"


async def blocks_in_a_task(seconds):
    return await asyncio.create_task(blocks(seconds))


async def does_not_block(seconds):
    await asyncio.to_thread(time.sleep, seconds)


def run_in_debug(function, *args):
    return asyncio.run(function(*args), debug=True)
