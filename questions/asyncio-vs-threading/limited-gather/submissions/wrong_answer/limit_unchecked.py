# fails: test_limit_below_one
# Trusts the limit: with 0 no job ever begins, and an empty list looks like success.

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any


async def gather_limited(jobs: Iterable[Callable[[], Coroutine[Any, Any, Any]]], limit: int) -> list[Any]:
    """What the jobs return, in their order; at most `limit` of them run at a time."""
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
                task.result()  # raises what the task raised
    finally:
        for task in running:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
