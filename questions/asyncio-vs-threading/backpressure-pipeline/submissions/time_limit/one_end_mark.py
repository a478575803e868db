# fails: test_every_item_is_handled_once, test_any_value_is_an_item, test_workers_share_the_work, test_slow_workers_slow_the_source, test_stop_handles_what_was_taken, test_stop_while_the_source_is_quiet, test_nothing_to_do, test_failure_after_stop
# Puts one end mark for all workers: the first that finds it goes home, the others wait for ever.

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import Any

_END = object()


class Pipeline:
    """Reads `source` ahead by up to `buffer` items and hands each to one of `workers` calls of `handle`."""

    def __init__(self, source: AsyncGenerator[Any], handle: Callable[[Any], Awaitable[object]], *, workers: int, buffer: int) -> None:
        self._source = source
        self._handle = handle
        self._workers = workers
        self._queue: asyncio.Queue[Any] = asyncio.Queue(buffer)
        self._reader: asyncio.Task[None] | None = None
        self._asking = False
        self._stopped = False
        self._handled = 0

    async def run(self) -> int:
        try:
            async with aclosing(self._source), asyncio.TaskGroup() as group:
                self._reader = group.create_task(self._read())
                for _ in range(self._workers):
                    group.create_task(self._work())
        except BaseExceptionGroup as failures:
            raise failures.exceptions[0] from None
        return self._handled

    def stop(self) -> None:
        self._stopped = True
        if self._asking:  # in `put` it holds an item, which must not be lost
            self._reader.cancel()

    async def _read(self) -> None:
        try:
            while not self._stopped:
                self._asking = True
                try:
                    item = await anext(self._source)
                finally:
                    self._asking = False
                await self._queue.put(item)
        except StopAsyncIteration:
            pass
        except asyncio.CancelledError:
            if not self._stopped:
                raise
        await self._queue.put(_END)

    async def _work(self) -> None:
        while True:
            item = await self._queue.get()
            if item is _END:
                return
            await self._handle(item)
            self._handled += 1
