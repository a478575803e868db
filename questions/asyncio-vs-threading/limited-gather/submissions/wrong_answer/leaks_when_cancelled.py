# fails: test_cancelled_call_cancels_its_jobs, test_cancellation_is_never_swallowed, test_timeout_around_the_call
# Cleans up after a failure only: when the call is cancelled, asyncio.wait leaves the jobs running.

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any


async def gather_limited(jobs: Iterable[Callable[[], Coroutine[Any, Any, Any]]], limit: int) -> list[Any]:
    """What the jobs return, in their order; at most `limit` of them run at a time."""
    if limit < 1:
        raise ValueError("limit must be at least 1")
    source = iter(jobs)
    tasks: list[asyncio.Task] = []
    running: set[asyncio.Task] = set()
    exhausted = False
    try:
        while True:
            while not exhausted and len(running) < limit:
                try:
                    job = next(source)
                except StopIteration:
                    exhausted = True
                else:
                    task = asyncio.create_task(job())
                    tasks.append(task)
                    running.add(task)
            if not running:
                return [task.result() for task in tasks]
            done, running = await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
    except Exception:
        for task in running:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
