# fails: test_close_when_all_is_over
# Near miss: asyncio.wait refuses an empty set, so that close raises ValueError on the quiet evening on which nobody is at the gate.

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
    """All fields belong to the event loop's thread. The other threads run nothing but the calls of the ledger and the journal."""

    def __init__(self, ledger: Ledger, journal: Journal, beat: Callable[[], object]) -> None:
        self._ledger = ledger
        self._journal = journal
        self._beat = beat
        self._entries = 0
        self._tickets: dict[str, asyncio.Lock] = {}
        self._writing = asyncio.Lock()
        self._scans: set[asyncio.Task[int | None]] = set()

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
        scan = asyncio.create_task(self._scan(ticket))
        self._scans.add(scan)
        scan.add_done_callback(self._scans.discard)
        return await asyncio.shield(scan)

    async def close(self) -> None:
        await asyncio.wait(self._scans)
        await asyncio.to_thread(self._ledger.close)

    async def _scan(self, ticket: str) -> int | None:
        async with self._tickets.setdefault(ticket, asyncio.Lock()):
            left = await asyncio.to_thread(self._ledger.left, ticket)
            if left == 0:
                return None
            await asyncio.to_thread(self._ledger.store, ticket, left - 1)
        async with self._writing:
            self._entries += 1
            number = self._entries
            await asyncio.to_thread(self._journal.append, f"{number} {ticket}")
        return number
