# fails: test_stop_handles_what_was_taken
# stop cancels the reader wherever it is: an item that it holds while it waits for room in the queue is lost.

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from typing import Any


class Pipeline:
    """Reads `source` ahead by up to `buffer` items and hands each to one of `workers` calls of `handle`."""

    def __init__(self, source: AsyncGenerator[Any], handle: Callable[[Any], Awaitable[object]], *, workers: int, buffer: int) -> None:
        self._source = source
        self._handle = handle
        self._workers = workers
        self._queue: asyncio.Queue[Any] = asyncio.Queue(buffer)
        self._reader: asyncio.Task[None] | None = None
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
        if self._reader is not None:
            self._reader.cancel()

    async def _read(self) -> None:
        try:
            while not self._stopped:
                await self._queue.put(await anext(self._source))
        except StopAsyncIteration:
            pass
        except asyncio.CancelledError:
            if not self._stopped:
                raise
        self._queue.shutdown()

    async def _work(self) -> None:
        while True:
            try:
                item = await self._queue.get()
            except asyncio.QueueShutDown:
                return
            await self._handle(item)
            self._handled += 1
