# fails: test_next_begins_when_any_ends, test_first_failure_ends_the_call, test_failure_waits_for_clean_up, test_clean_up_does_not_replace_the_failure, test_call_of_a_job_raises, test_iterable_raises, test_nothing_begins_after_a_failure, test_cancelled_call_cancels_its_jobs, test_cancellation_is_never_swallowed
# A window of tasks whose oldest is awaited: what ends before it frees no slot, and a failure behind it is seen late.

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any


from collections import deque


async def gather_limited(jobs: Iterable[Callable[[], Coroutine[Any, Any, Any]]], limit: int) -> list[Any]:
    """What the jobs return, in their order; at most `limit` of them run at a time."""
    if limit < 1:
        raise ValueError("limit must be at least 1")
    window: deque[asyncio.Task] = deque()
    results: list[Any] = []
    try:
        for job in jobs:
            window.append(asyncio.ensure_future(job()))
            if len(window) == limit:
                results.append(await window[0])
                window.popleft()
        while window:
            results.append(await window[0])
            window.popleft()
        return results
    finally:
        for task in window:
            task.cancel()
        await asyncio.gather(*window, return_exceptions=True)
