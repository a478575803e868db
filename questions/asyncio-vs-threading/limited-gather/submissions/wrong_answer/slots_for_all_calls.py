# fails: test_each_call_has_its_own_limit
# Keeps one semaphore for each limit in the module: calls that run at the same time share their slots.

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

SLOTS: dict[int, asyncio.Semaphore] = {}


async def gather_limited(jobs: Iterable[Callable[[], Coroutine[Any, Any, Any]]], limit: int) -> list[Any]:
    """What the jobs return, in their order; at most `limit` of them run at a time."""
    if limit < 1:
        raise ValueError("limit must be at least 1")
    slots = SLOTS.setdefault(limit, asyncio.Semaphore(limit))
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
        try:
            for job in jobs:
                tasks.append(asyncio.create_task(run(job())))
                await slots.acquire()
                if failed:
                    raise failed[0]
        finally:
            slots.release()
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
