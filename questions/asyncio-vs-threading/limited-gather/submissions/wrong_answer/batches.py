# fails: test_next_begins_when_any_ends, test_jobs_are_taken_when_they_can_begin, test_first_failure_ends_the_call, test_failure_waits_for_clean_up, test_clean_up_does_not_replace_the_failure, test_call_of_a_job_raises, test_iterable_raises, test_two_fail_at_the_same_moment, test_cancelled_call_cancels_its_jobs, test_cancellation_is_never_swallowed, test_timeout_around_the_call
# Gathers batch after batch: each waits for its slowest job, and a failure leaves its batch running.

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any


from itertools import islice


async def gather_limited(jobs: Iterable[Callable[[], Coroutine[Any, Any, Any]]], limit: int) -> list[Any]:
    """What the jobs return, in their order; at most `limit` of them run at a time."""
    if limit < 1:
        raise ValueError("limit must be at least 1")
    source = iter(jobs)
    results: list[Any] = []
    while batch := [asyncio.ensure_future(job()) for job in islice(source, limit)]:
        results += await asyncio.gather(*batch)
    return results
