# Style: an exit stack that undoes and closes, each step of it shielded; reserves are tasks under asyncio.wait with the time that is left.

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from typing import Any


class DeadlineExceeded(Exception):
    """The items were not reserved in time; nothing was ordered."""


class _Cancellations:
    """Waits for tasks in spite of cancellations, and keeps the first of them for the end."""

    def __init__(self) -> None:
        self.first: asyncio.CancelledError | None = None

    async def outlast(self, tasks: Sequence[asyncio.Future]) -> None:
        while not all(task.done() for task in tasks):
            try:
                await asyncio.shield(asyncio.gather(*tasks, return_exceptions=True))
            except asyncio.CancelledError as error:
                self.first = self.first or error


async def place_order(shop: Any, items: Sequence[str], seconds: float) -> str:
    """The number of the order, as the shop's commit returned it."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    cancellations = _Cancellations()
    try:
        async with AsyncExitStack() as stack:

            async def carry_out(step: Callable[..., Awaitable[Any]], *arguments: Any) -> asyncio.Future:
                task = asyncio.ensure_future(step(*arguments))
                await cancellations.outlast([task])
                task.cancelled() or task.exception()
                return task

            own_timeout = asyncio.timeout_at(deadline)
            try:
                async with own_timeout:
                    connection = await shop.connect()
            except TimeoutError:
                if own_timeout.expired():
                    raise DeadlineExceeded from None
                raise
            stack.push_async_callback(carry_out, connection.close)

            tasks = [asyncio.ensure_future(connection.reserve(item)) for item in items]
            try:
                await asyncio.wait(tasks, timeout=deadline - loop.time(), return_when=asyncio.FIRST_EXCEPTION)
            except asyncio.CancelledError as error:
                cancellations.first = error
            failures = [task.exception() for task in tasks if task.done() and task.exception()]
            unfinished = [task for task in tasks if not task.done()]
            for task in unfinished:
                task.cancel()
            await cancellations.outlast(tasks)

            undo = await stack.enter_async_context(AsyncExitStack())
            for task in tasks:
                if not task.cancelled() and task.exception() is None:
                    undo.push_async_callback(carry_out, connection.undo, task.result())
            if cancellations.first:
                raise cancellations.first
            if failures:
                raise failures[0]
            if unfinished:
                raise DeadlineExceeded
            commit = await carry_out(connection.commit, [task.result() for task in tasks])
            order = commit.result()
            undo.pop_all()
            return order
    finally:
        if cancellations.first:
            raise cancellations.first
