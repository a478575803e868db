import asyncio
import contextlib

log = []


def take():
    taken = list(log)
    log.clear()
    return taken


async def sleeps():
    try:
        await asyncio.sleep(3600)
    except asyncio.CancelledError as error:
        log.append(("cancelled", *error.args))
        raise
    finally:
        log.append("finally")


async def cleans_up():
    try:
        await asyncio.sleep(3600)
    finally:
        log.append("begins")
        await asyncio.sleep(0.001)
        log.append("ends")


async def swallows():
    try:
        await asyncio.sleep(3600)
    except asyncio.CancelledError:
        return "swallowed"


async def replaces():
    try:
        await asyncio.sleep(3600)
    except asyncio.CancelledError:
        raise ValueError("instead") from None


async def resists(times):
    for i in range(times):
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            log.append(i)
    return "done"


async def awaits(awaitable):
    try:
        return await awaitable
    except asyncio.CancelledError:
        log.append("cancelled")
        raise


async def calls(callback):
    try:
        return await callback()
    except asyncio.CancelledError:
        log.append("cancelled")
        raise
    finally:
        log.append("finally")


async def cancels_a_callback(callback, message=None):
    task = asyncio.create_task(callback())
    await asyncio.sleep(0)
    task.cancel(message)
    try:
        return await task
    except asyncio.CancelledError as error:
        return "cancelled", error.args, task.cancelled()


async def times_out(callback, seconds):
    try:
        async with asyncio.timeout(seconds) as scope:
            await callback()
    except TimeoutError:
        return "timeout", scope.expired()
    return "done", scope.expired()


async def waits_for(callback, seconds):
    try:
        return await asyncio.wait_for(callback(), seconds)
    except TimeoutError:
        return "timeout"


async def first(*callbacks):
    tasks = [asyncio.ensure_future(callback()) for callback in callbacks]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
    return [task.result() for task in done], [task.cancelled() for task in pending]


async def group(*callbacks):
    async with asyncio.TaskGroup() as tasks:
        made = [tasks.create_task(callback()) for callback in callbacks]
    return [task.result() for task in made]


async def shields(callback):
    task = asyncio.ensure_future(callback())
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        log.append("cancelled")
        return await task


async def cancels_itself():
    asyncio.current_task().cancel("myself")
    await asyncio.sleep(0)


async def counts():
    task = asyncio.current_task()
    try:
        await asyncio.sleep(3600)
    except asyncio.CancelledError:
        log.append(task.cancelling())
        task.uncancel()
        log.append(task.cancelling())
    return "went on"


@contextlib.asynccontextmanager
async def managed():
    log.append("enter")
    try:
        yield "value"
    finally:
        await asyncio.sleep(0)
        log.append("exit")


async def numbers():
    try:
        for i in range(3):
            yield i
            await asyncio.sleep(3600)
    finally:
        log.append("closed")


def background(callback):
    return asyncio.create_task(callback())


def run(callback):
    return asyncio.run(calls(callback))


def run_and_leave(callback):
    async def main():
        asyncio.create_task(callback())
        asyncio.create_task(cleans_up())
        await asyncio.sleep(0)
        return "main"

    return asyncio.run(main())
