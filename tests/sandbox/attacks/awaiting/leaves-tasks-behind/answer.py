import asyncio


async def stubborn():
    while True:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            pass


tasks = []


def start():
    tasks.append(asyncio.create_task(stubborn(), name="stubborn"))
