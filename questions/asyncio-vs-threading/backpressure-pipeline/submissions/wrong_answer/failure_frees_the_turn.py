# fails: test_failing_handler_stops_everything, test_handler_fails_while_the_source_waits_for_room, test_failure_after_stop
# A failing call releases the semaphore on its way out, which lets the next item in line begin before the TaskGroup has heard of the failure and cancels it.

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import Any


class Pipeline:
    """Reads `source` ahead by up to `buffer` items and runs up to `workers` calls of `handle`."""

    def __init__(self, source: AsyncGenerator[Any], handle: Callable[[Any], Awaitable[object]], *, workers: int, buffer: int) -> None:
        self._source = source
        self._handle = handle
        self._room = asyncio.Semaphore(workers + buffer)
        self._turns = asyncio.Semaphore(workers)
        self._stopped = asyncio.Event()
        self._handled = 0

    async def run(self) -> int:
        try:
            async with aclosing(self._source), asyncio.TaskGroup() as group:
                stopped = asyncio.create_task(self._stopped.wait())
                try:
                    while True:
                        await self._room.acquire()
                        item = await self._next(stopped)
                        group.create_task(self._carry(item))
                except StopAsyncIteration:
                    pass
                finally:
                    stopped.cancel()
                    await asyncio.wait([stopped])
        except BaseExceptionGroup as failures:
            raise failures.exceptions[0] from None
        return self._handled

    def stop(self) -> None:
        self._stopped.set()

    async def _next(self, stopped: asyncio.Task[bool]) -> Any:
        """The source's next item; StopAsyncIteration if there is none, or if `stop` was called first."""
        if self._stopped.is_set():
            raise StopAsyncIteration
        asked = asyncio.create_task(self._ask())
        try:
            await asyncio.wait([asked, stopped], return_when=asyncio.FIRST_COMPLETED)
        finally:
            asked.cancel()  # does nothing to one that has its item
            await asyncio.wait([asked])
        if asked.cancelled():
            raise StopAsyncIteration
        ended, item = asked.result()
        if ended:
            raise StopAsyncIteration
        return item

    async def _ask(self) -> tuple[bool, Any]:
        """(whether the source has ended, its item): a task can't end with StopAsyncIteration."""
        try:
            return False, await anext(self._source)
        except StopAsyncIteration:
            return True, None

    async def _carry(self, item: Any) -> None:
        async with self._turns:
            await self._handle(item)
            self._handled += 1
        self._room.release()
