"""Decides who may pass the turnstiles. Right as it is, but each call of the ledger or the journal blocks the event loop."""

import asyncio
from collections.abc import Callable
from typing import Protocol


class Ledger(Protocol):
    def left(self, ticket: str) -> int: ...
    def store(self, ticket: str, left: int) -> None: ...
    def close(self) -> None: ...


class Journal(Protocol):
    def append(self, line: str) -> None: ...


class Gatekeeper:
    def __init__(self, ledger: Ledger, journal: Journal, beat: Callable[[], object]) -> None:
        self._ledger = ledger
        self._journal = journal
        self._beat = beat
        self._entries = 0

    async def run(self) -> None:
        """Sends the heartbeat until it is cancelled."""
        start = asyncio.get_running_loop().time()
        beats = 0
        while True:
            beats += 1
            await asyncio.sleep(start + beats - asyncio.get_running_loop().time())
            self._beat()

    async def admit(self, ticket: str) -> int | None:
        """The number of the entry, or None if the ticket has none left."""
        left = self._ledger.left(ticket)
        if left == 0:
            return None
        self._ledger.store(ticket, left - 1)
        self._entries += 1
        number = self._entries
        self._journal.append(f"{number} {ticket}")
        return number

    async def close(self) -> None:
        self._ledger.close()
