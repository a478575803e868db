# fails: test_timeout_of_the_shop_is_no_deadline, test_failed_commit_is_undone, test_cancelled_during_a_commit_that_fails
# Takes the reservations for used as soon as the commit begins; when it fails, nobody undoes them.

import asyncio
from collections.abc import Coroutine, Iterable, Sequence
from contextlib import suppress
from typing import Any


class DeadlineExceeded(Exception):
    """The items were not reserved in time; nothing was ordered."""


async def place_order(shop: Any, items: Sequence[str], seconds: float) -> str:
    """The number of the order, as the shop's commit returned it."""
    this_task = asyncio.current_task()
    cancelled_before = this_task.cancelling()
    connection: Any = None
    reserved: dict[str, str] = {}

    async def reserve(item: str) -> None:
        try:
            reserved[item] = await connection.reserve(item)
        except Exception:
            if not deadline.expired():
                deadline.reschedule(None)  # a failure was first
            raise

    async def commit() -> str:
        reservations = [reserved[item] for item in items]
        reserved.clear()
        return await connection.commit(reservations)

    try:
        try:
            async with asyncio.timeout(seconds) as deadline:
                connection = await shop.connect()
                async with asyncio.TaskGroup() as group:
                    for item in items:
                        group.create_task(reserve(item))
        except BaseException as error:
            # A group has its errors raised even if something else had cancelled it before.
            if this_task.cancelling() > cancelled_before:
                raise asyncio.CancelledError from None
            if deadline.expired():
                raise DeadlineExceeded from None
            if isinstance(error, BaseExceptionGroup):
                raise error.exceptions[0] from None
            raise
        return await _to_its_end(commit())
    finally:
        if connection is not None:
            await _to_its_end(_tidy_up(connection, reserved.values()))


async def _tidy_up(connection: Any, reservations: Iterable[str]) -> None:
    for reservation in reservations:
        with suppress(Exception):
            await connection.undo(reservation)
    with suppress(Exception):
        await connection.close()


async def _to_its_end(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """Runs a coroutine whole, and only then hears that it was cancelled meanwhile."""
    task = asyncio.create_task(coroutine)
    cancellation: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError as error:
            cancellation = error
    if cancellation is not None:
        task.exception()  # read, so that nobody complains
        raise cancellation
    return task.result()
