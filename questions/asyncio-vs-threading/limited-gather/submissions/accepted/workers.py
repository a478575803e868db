# Style: workers in a TaskGroup that share one iterator; the failures are kept, so that nobody takes a job after the first.

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

    async def work(group: asyncio.TaskGroup, others: int) -> None:
        """One job after the other. The first one that a worker gets makes it call in a colleague: there may be more work than jobs."""
        while not failures:
            try:
                number, job = next(source)
                running = job()
            except StopIteration:
                return
            except Exception as error:
                failures.append(error)
                raise
            if others:
                group.create_task(work(group, others - 1))
                others = 0
            try:
                results[number] = await running
            except Exception as error:
                failures.append(error)
                raise

    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(work(group, limit - 1))
    except* Exception:
        pass  # `failures` knows them, in their order
    if asyncio.current_task().cancelling():
        raise asyncio.CancelledError
    if failures:
        raise failures[0]
    return [results[number] for number in range(len(results))]
