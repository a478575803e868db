# Style: all the work is one task that is cancelled at most once, and never after its reserves; the call itself only waits and passes on the first cancellation.

import asyncio
from collections.abc import Sequence
from typing import Any


class DeadlineExceeded(Exception):
    """The items were not reserved in time; nothing was ordered."""


class _Checkout:
    def __init__(self, shop: Any, items: Sequence[str]) -> None:
        self._shop = shop
        self._items = items
        self._stoppable = True
        self.expired = False
        self.task = asyncio.create_task(self._run())

    def expire(self) -> None:
        if self._stoppable:
            self.expired = True
            self.stop()

    def stop(self) -> None:
        if self._stoppable:
            self._stoppable = False
            self.task.cancel()

    async def _run(self) -> str:
        try:
            connection = await self._shop.connect()
        except Exception:
            self._stoppable = False
            raise
        try:
            return await self._order(connection)
        finally:
            try:
                await connection.close()
            except Exception:
                pass

    async def _order(self, connection: Any) -> str:
        reserving = [asyncio.create_task(connection.reserve(item)) for item in self._items]
        committed = False
        try:
            reservations = await asyncio.gather(*reserving)
            self._stoppable = False
            order = await connection.commit(reservations)
            committed = True
            return order
        finally:
            self._stoppable = False
            if not committed:
                for task in reserving:
                    if not task.done() and not task.cancelling():  # gather has cancelled them, if it was itself
                        task.cancel()
                await asyncio.gather(*reserving, return_exceptions=True)
                made = [task.result() for task in reserving if not task.cancelled() and task.exception() is None]
                await asyncio.gather(*(connection.undo(reservation) for reservation in made), return_exceptions=True)


async def place_order(shop: Any, items: Sequence[str], seconds: float) -> str:
    """The number of the order, as the shop's commit returned it."""
    checkout = _Checkout(shop, items)
    timer = asyncio.get_running_loop().call_later(seconds, checkout.expire)
    cancellation: asyncio.CancelledError | None = None
    while not checkout.task.done():
        try:
            await asyncio.wait([checkout.task])
        except asyncio.CancelledError as error:
            cancellation = error
            checkout.stop()
    timer.cancel()
    if cancellation is not None:
        raise cancellation
    if checkout.expired:
        raise DeadlineExceeded
    return checkout.task.result()
