# fails: test_limit_is_used_and_kept, test_next_begins_when_any_ends, test_several_end_at_the_same_moment, test_each_call_has_its_own_limit, test_jobs_are_taken_when_they_can_begin, test_first_failure_ends_the_call, test_failure_waits_for_clean_up, test_call_of_a_job_raises, test_iterable_raises, test_cancelled_call_cancels_its_jobs, test_timeout_around_the_call
# Compares with <= where < was meant: one job more than the limit allows runs at a time.

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
            while not exhausted and len(running) <= limit:
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
