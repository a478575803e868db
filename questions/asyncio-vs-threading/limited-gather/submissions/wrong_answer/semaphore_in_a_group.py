# fails: test_several_end_at_the_same_moment, test_jobs_are_taken_when_they_can_begin, test_first_failure_ends_the_call, test_failure_waits_for_clean_up, test_call_of_a_job_raises, test_iterable_raises, test_nothing_begins_after_a_failure, test_cancelled_call_cancels_its_jobs
# A task per job in a TaskGroup: all jobs are taken at once, and a failing job frees its slot for the next one before the group hears of it.

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any


async def gather_limited(jobs: Iterable[Callable[[], Coroutine[Any, Any, Any]]], limit: int) -> list[Any]:
    """What the jobs return, in their order; at most `limit` of them run at a time."""
    if limit < 1:
        raise ValueError("limit must be at least 1")
    slots = asyncio.Semaphore(limit)
    failures: list[Exception] = []

    async def run(job: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
        async with slots:
            try:
                return await job()
            except Exception as error:
                failures.append(error)
                raise

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(run(job)) for job in jobs]
    except* Exception:
        pass
    if asyncio.current_task().cancelling():
        raise asyncio.CancelledError
    if failures:
        raise failures[0]
    return [task.result() for task in tasks]
