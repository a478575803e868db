# Style: a deque and a Condition; `run` itself owns the tasks, waits for the first failure, cancels and awaits the rest.

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import Any


class Pipeline:
    """Reads `source` ahead by up to `buffer` items and hands each to one of `workers` calls of `handle`."""

    def __init__(self, source: AsyncGenerator[Any], handle: Callable[[Any], Awaitable[object]], *, workers: int, buffer: int) -> None:
        self._source = source
        self._handle = handle
        self._workers = workers
        self._buffer = buffer
        self._waiting: deque[Any] = deque()
        self._changed = asyncio.Condition()
        self._ended = False
        self._stopped = False
        self._asked: asyncio.Task[bool] | None = None
        self._handled = 0

    async def run(self) -> int:
        tasks = [asyncio.create_task(self._work()) for _ in range(self._workers)]
        tasks.append(asyncio.create_task(self._read()))
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
            for task in done:
                await task
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await self._source.aclose()
        return self._handled

    def stop(self) -> None:
        self._stopped = True
        if self._asked is not None:
            self._asked.cancel()

    async def _read(self) -> None:
        while not self._stopped:
            self._asked = asyncio.create_task(self._ask())
            try:
                await asyncio.wait([self._asked])
            finally:
                self._asked.cancel()
                await asyncio.wait([self._asked])
            if self._asked.cancelled() or not self._asked.result():
                break
            async with self._changed:
                self._changed.notify_all()
                await self._changed.wait_for(lambda: len(self._waiting) <= self._buffer - 1)
        async with self._changed:
            self._ended = True
            self._changed.notify_all()

    async def _ask(self) -> bool:
        """Puts the source's next item in line; False if the source has ended."""
        try:
            self._waiting.append(await anext(self._source))
        except StopAsyncIteration:
            return False
        return True

    async def _work(self) -> None:
        while True:
            async with self._changed:
                await self._changed.wait_for(lambda: self._waiting or self._ended)
                if not self._waiting:
                    return
                item = self._waiting.popleft()
                self._changed.notify_all()
            await self._handle(item)
            self._handled += 1
