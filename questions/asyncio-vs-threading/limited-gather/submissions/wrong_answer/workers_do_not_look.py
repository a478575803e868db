# fails: test_nothing_begins_after_a_failure
# Workers that don't look whether a job has failed: until the TaskGroup cancels them, one that ends at the same moment takes the next job.

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any


async def gather_limited(jobs: Iterable[Callable[[], Coroutine[Any, Any, Any]]], limit: int) -> list[Any]:
    """What the jobs return, in their order; at most `limit` of them run at a time."""
    if limit < 1:
        raise ValueError("limit must be at least 1")
    source = enumerate(jobs)
    results: dict[int, Any] = {}
    failures: list[Exception] = []

    async def work() -> None:
        try:
            for number, job in source:
                results[number] = await job()
        except Exception as error:
            failures.append(error)
            raise

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(limit):
                group.create_task(work())
    except* Exception:
        pass
    if asyncio.current_task().cancelling():
        raise asyncio.CancelledError
    if failures:
        raise failures[0]
    return [results[number] for number in range(len(results))]
