# Style: an object with done callbacks that begin the next job, and one future for the end of it all.

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any


class _Gathering:
    """Begins jobs as others end. `over` is done when the jobs are exhausted or one has failed, and none runs."""

    def __init__(self, jobs: Iterable[Callable[[], Coroutine[Any, Any, Any]]], limit: int) -> None:
        self._source = iter(jobs)
        self._limit = limit
        self._tasks: list[asyncio.Task] = []
        self._running: set[asyncio.Task] = set()
        self._stopped = False
        self._failure: BaseException | None = None
        self.over = asyncio.get_running_loop().create_future()

    def begin(self) -> None:
        # A task that has failed but whose callback hasn't been called yet counts, too.
        for task in self._running:
            if task.done() and not task.cancelled() and task.exception() is not None:
                self._fail(task.exception())
        while not self._stopped and len(self._running) < self._limit:
            try:
                task = asyncio.ensure_future(next(self._source)())
            except StopIteration:
                self._stopped = True
            except Exception as error:
                self._fail(error)
            else:
                self._tasks.append(task)
                self._running.add(task)
                task.add_done_callback(self._ended)
        if not self._running and not self.over.done():
            self.over.set_result(None)

    def stop(self) -> None:
        self._stopped = True
        for task in self._running:
            task.cancel()

    def results(self) -> list[Any]:
        if self._failure is not None:
            raise self._failure
        return [task.result() for task in self._tasks]

    def _fail(self, error: BaseException) -> None:
        if self._failure is None:
            self._failure = error
        self.stop()

    def _ended(self, task: asyncio.Task) -> None:
        if not task.cancelled() and task.exception() is not None:
            self._fail(task.exception())
        self._running.discard(task)
        self.begin()


async def gather_limited(jobs: Iterable[Callable[[], Coroutine[Any, Any, Any]]], limit: int) -> list[Any]:
    """What the jobs return, in their order; at most `limit` of them run at a time."""
    if limit < 1:
        raise ValueError("limit must be at least 1")
    gathering = _Gathering(jobs, limit)
    gathering.begin()
    try:
        await asyncio.shield(gathering.over)
    except asyncio.CancelledError:
        gathering.stop()
        await gathering.over
        raise
    return gathering.results()
