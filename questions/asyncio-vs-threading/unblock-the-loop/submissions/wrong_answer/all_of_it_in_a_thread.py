# fails: test_a_popular_ticket_holds_up_nobody, test_journal_has_every_number_in_order
# The whole of admit runs in a thread, with a lock for each ticket and one for the journal, but not for the number: two threads count at once, and the lines overtake each other.

import asyncio
import threading
from collections.abc import Callable
from typing import Protocol


class Ledger(Protocol):
    def left(self, ticket: str) -> int: ...
    def store(self, ticket: str, left: int) -> None: ...
    def close(self) -> None: ...


class Journal(Protocol):
    def append(self, line: str) -> None: ...


class Gatekeeper:
    """Scans run in threads of the pool; the locks keep them apart."""

    def __init__(self, ledger: Ledger, journal: Journal, beat: Callable[[], object]) -> None:
        self._ledger = ledger
        self._journal = journal
        self._beat = beat
        self._entries = 0
        self._tickets: dict[str, threading.Lock] = {}
        self._writing = threading.Lock()
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
        self._tickets.setdefault(ticket, threading.Lock())
        scan = asyncio.create_task(asyncio.to_thread(self._scan, ticket))
        self._scans.add(scan)
        scan.add_done_callback(self._scans.discard)
        return await asyncio.shield(scan)

    async def close(self) -> None:
        if self._scans:
            await asyncio.wait(self._scans)
        await asyncio.to_thread(self._ledger.close)

    def _scan(self, ticket: str) -> int | None:
        with self._tickets[ticket]:
            left = self._ledger.left(ticket)
            if left == 0:
                return None
            self._ledger.store(ticket, left - 1)
        self._entries += 1
        number = self._entries
        with self._writing:
            self._journal.append(f"{number} {ticket}")
        return number
