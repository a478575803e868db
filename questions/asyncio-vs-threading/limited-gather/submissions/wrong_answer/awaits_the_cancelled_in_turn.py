# fails: test_clean_up_does_not_replace_the_failure, test_cancellation_is_never_swallowed
# Awaits the cancelled tasks one by one: the first clean-up that raises replaces the failure, and the rest is left alone.

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
    finally:
        for task in running:
            task.cancel()
        for task in running:
            try:
                await task
            except asyncio.CancelledError:
                pass
