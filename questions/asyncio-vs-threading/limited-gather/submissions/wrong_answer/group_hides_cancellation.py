# fails: test_cancellation_is_never_swallowed
# Unpacks the group's first exception: if the call was cancelled and a job's clean-up failed, that error is raised in CancelledError's place.

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any


async def gather_limited(jobs: Iterable[Callable[[], Coroutine[Any, Any, Any]]], limit: int) -> list[Any]:
    """What the jobs return, in their order; at most `limit` of them run at a time."""
    if limit < 1:
        raise ValueError("limit must be at least 1")
    source = enumerate(jobs)
    results: dict[int, Any] = {}
    failed = False

    async def work() -> None:
        nonlocal failed
        try:
            while not failed:
                number, job = next(source)
                results[number] = await job()
        except StopIteration:
            pass
        except Exception:
            failed = True
            raise

    try:
        async with asyncio.TaskGroup() as group:
            for _ in range(limit):
                group.create_task(work())
    except BaseExceptionGroup as group:
        raise group.exceptions[0] from None
    return [results[number] for number in range(len(results))]
