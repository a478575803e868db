# fails: test_stop_while_the_source_is_quiet, test_stop_as_the_source_delivers
# stop only sets a flag that the reader looks at between two items: while the source is quiet, nobody looks.

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
        self._stopped = False
        self._handled = 0

    async def run(self) -> int:
        try:
            async with aclosing(self._source), asyncio.TaskGroup() as group:
                group.create_task(self._read())
                for _ in range(self._workers):
                    group.create_task(self._work())
        except BaseExceptionGroup as failures:
            raise failures.exceptions[0] from None
        return self._handled

    def stop(self) -> None:
        self._stopped = True

    async def _read(self) -> None:
        try:
            while not self._stopped:
                await self._queue.put(await anext(self._source))
        except StopAsyncIteration:
            pass
        self._queue.shutdown()

    async def _work(self) -> None:
        while True:
            try:
                item = await self._queue.get()
            except asyncio.QueueShutDown:
                return
            await self._handle(item)
            self._handled += 1
