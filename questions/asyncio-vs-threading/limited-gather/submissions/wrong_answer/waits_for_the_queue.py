# fails: test_jobs_are_taken_when_they_can_begin, test_first_failure_ends_the_call, test_failure_waits_for_clean_up, test_clean_up_does_not_replace_the_failure, test_call_of_a_job_raises, test_iterable_raises, test_nothing_begins_after_a_failure, test_two_fail_at_the_same_moment, test_cancellation_is_never_swallowed, test_last_one_fails
# Waits with queue.join: a worker that a failure has ended never calls task_done, so nobody ever comes back.

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any


async def gather_limited(jobs: Iterable[Callable[[], Coroutine[Any, Any, Any]]], limit: int) -> list[Any]:
    """What the jobs return, in their order; at most `limit` of them run at a time."""
    if limit < 1:
        raise ValueError("limit must be at least 1")
    queue: asyncio.Queue = asyncio.Queue()
    for number, job in enumerate(jobs):
        queue.put_nowait((number, job))
    results: dict[int, Any] = {}

    async def work() -> None:
        while True:
            number, job = await queue.get()
            results[number] = await job()
            queue.task_done()

    workers = [asyncio.create_task(work()) for _ in range(min(limit, queue.qsize()))]
    try:
        await queue.join()
        return [results[number] for number in range(len(results))]
    finally:
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
