# fails: test_workers_share_the_work, test_slow_workers_slow_the_source, test_items_are_fetched_ahead, test_handler_fails_while_the_source_waits_for_room, test_handler_fails_while_the_source_is_quiet, test_failing_source_stops_everything, test_stop_handles_what_was_taken
# Reads as many items as there are workers and waits for all of them: one slow item holds up the batch, and nothing is fetched ahead.

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import Any


class Pipeline:
    """Hands the items of `source` to `handle`, `workers` of them at a time."""

    def __init__(self, source: AsyncGenerator[Any], handle: Callable[[Any], Awaitable[object]], *, workers: int, buffer: int) -> None:
        self._source = source
        self._handle = handle
        self._workers = workers
        self._stopped = asyncio.Event()

    async def run(self) -> int:
        handled = 0
        async with aclosing(self._source):
            while batch := await self._next_batch():
                try:
                    async with asyncio.TaskGroup() as group:
                        for item in batch:
                            group.create_task(self._handle(item))
                except BaseExceptionGroup as failures:
                    raise failures.exceptions[0] from None
                handled += len(batch)
        return handled

    def stop(self) -> None:
        self._stopped.set()

    async def _next_batch(self) -> list[Any]:
        batch: list[Any] = []
        while len(batch) < self._workers and not self._stopped.is_set():
            try:
                batch.append(await anext(self._source))
            except StopAsyncIteration:
                break
        return batch
