# Style: each scan waits for the one before it of its ticket; the whole ledger part is one function in a thread; the journal has an executor with a single thread.

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
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
        self._last: dict[str, asyncio.Task[int | None]] = {}
        self._begun: list[asyncio.Task[int | None]] = []
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="journal")

    async def run(self) -> None:
        """Sends the heartbeat until it is cancelled."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            due += 1
            await asyncio.sleep(due - loop.time())
            self._beat()

    async def admit(self, ticket: str) -> int | None:
        """The number of the entry, or None if the ticket has none left."""
        scan = asyncio.create_task(self._scan(ticket, self._last.get(ticket)))
        self._last[ticket] = scan
        self._begun = [one for one in self._begun if not one.done()] + [scan]
        done, _ = await asyncio.wait([scan])  # unlike `await scan`, this leaves the scan alone when it is cancelled
        return done.pop().result()

    async def close(self) -> None:
        await asyncio.gather(*self._begun, return_exceptions=True)
        self._writer.shutdown(wait=False)
        await asyncio.to_thread(self._ledger.close)

    async def _scan(self, ticket: str, before: asyncio.Task[int | None] | None) -> int | None:
        if before is not None:
            await asyncio.wait([before])
        if not await asyncio.to_thread(self._take, ticket):
            return None
        self._entries += 1
        number = self._entries  # handed to the writer in the same step, so its queue is in the order of the numbers
        await asyncio.get_running_loop().run_in_executor(self._writer, self._journal.append, f"{number} {ticket}")
        return number

    def _take(self, ticket: str) -> bool:
        """Runs in a thread, touches nothing but the ledger; the caller sees to it that it runs once at a time for a ticket."""
        left = self._ledger.left(ticket)
        if left:
            self._ledger.store(ticket, left - 1)
        return left > 0
