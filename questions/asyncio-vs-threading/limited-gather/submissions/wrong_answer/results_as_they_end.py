# fails: test_results_in_order, test_any_result_is_a_result, test_next_begins_when_any_ends, test_several_end_at_the_same_moment
# Collects results as jobs end: right as long as all take equally long.

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
    results: list[Any] = []

    async def run(coroutine: Coroutine[Any, Any, Any]) -> None:
        try:
            results.append(await coroutine)
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
        await asyncio.gather(*tasks)
        return results
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
