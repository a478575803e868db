# Style: a semaphore is acquired before a job is taken; each job's task gives its slot back and keeps the first failure.

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any


async def gather_limited(jobs: Iterable[Callable[[], Coroutine[Any, Any, Any]]], limit: int) -> list[Any]:
    """What the jobs return, in their order; at most `limit` of them run at a time."""
    if limit < 1:
        raise ValueError("limit must be at least 1")
    slots = asyncio.Semaphore(limit)
    tasks: list[asyncio.Task] = []
    failed: list[BaseException] = []

    async def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
        try:
            return await coroutine
        except BaseException as error:
            failed.append(error)
            raise
        finally:
            slots.release()

    try:
        await slots.acquire()
        for job in jobs:
            tasks.append(asyncio.create_task(run(job())))
            await slots.acquire()
            if failed:
                raise failed[0]
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
