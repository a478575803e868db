# fails: test_any_result_is_a_result, test_first_failure_ends_the_call, test_failure_waits_for_clean_up, test_clean_up_does_not_replace_the_failure, test_call_of_a_job_raises, test_iterable_raises, test_nothing_begins_after_a_failure, test_cancelled_call_cancels_its_jobs, test_timeout_around_the_call
# Gathers with return_exceptions and looks for exceptions afterwards: a job that returns one has failed, and the first failure ends nothing.

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any


async def gather_limited(jobs: Iterable[Callable[[], Coroutine[Any, Any, Any]]], limit: int) -> list[Any]:
    """What the jobs return, in their order; at most `limit` of them run at a time."""
    if limit < 1:
        raise ValueError("limit must be at least 1")
    source = enumerate(jobs)
    results: dict[int, Any] = {}

    async def work() -> None:
        for number, job in source:
            try:
                results[number] = await job()
            except Exception as error:
                results[number] = error
                return

    await asyncio.gather(*(work() for _ in range(limit)))
    for number in range(len(results)):
        if isinstance(results[number], Exception):
            raise results[number]
    return [results[number] for number in range(len(results))]
