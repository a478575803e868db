# fails: test_jobs_are_taken_when_they_can_begin, test_iterable_raises, test_nothing_begins_after_a_failure, test_cancellation_is_never_swallowed
# The loop takes a job and then waits for a slot: one job is always taken before it can begin.

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
        for job in jobs:
            await slots.acquire()
            if failed:
                raise failed[0]
            tasks.append(asyncio.create_task(run(job())))
        return await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
