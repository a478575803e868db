# fails: test_journal_that_fails_once
# The task that writes the journal ends with its first OSError: that caller and all later ones wait for ever.

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
        self._tickets: dict[str, asyncio.Queue[asyncio.Future[int | None]]] = {}
        self._lines: asyncio.Queue[tuple[str, asyncio.Future[int | None]]] = asyncio.Queue()
        self._actors: list[asyncio.Task[None]] = []

    async def run(self) -> None:
        """Sends the heartbeat until it is cancelled."""
        loop = asyncio.get_running_loop()
        start = loop.time()
        beats = 0
        while True:
            beats += 1
            await asyncio.sleep(start + beats - loop.time())
            self._beat()

    async def admit(self, ticket: str) -> int | None:
        """The number of the entry, or None if the ticket has none left."""
        if not self._actors:
            self._actors.append(asyncio.create_task(self._write()))
        if ticket not in self._tickets:
            self._tickets[ticket] = asyncio.Queue()
            self._actors.append(asyncio.create_task(self._serve(ticket)))
        answer: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()
        self._tickets[ticket].put_nowait(answer)
        return await answer

    async def close(self) -> None:
        for requests in self._tickets.values():
            await requests.join()
        await self._lines.join()
        for actor in self._actors:
            actor.cancel()
        await asyncio.gather(*self._actors, return_exceptions=True)
        await asyncio.to_thread(self._ledger.close)

    async def _serve(self, ticket: str) -> None:
        requests = self._tickets[ticket]
        while True:
            answer = await requests.get()
            try:
                left = await asyncio.to_thread(self._ledger.left, ticket)
                if left:
                    await asyncio.to_thread(self._ledger.store, ticket, left - 1)
                    self._lines.put_nowait((ticket, answer))
                else:
                    _settle(answer, None)
            except Exception as error:  # noqa: BLE001 - whatever the ledger raised is the caller's
                _settle(answer, error)
            requests.task_done()

    async def _write(self) -> None:
        while True:
            ticket, answer = await self._lines.get()
            self._entries += 1
            number = self._entries
            await asyncio.to_thread(self._journal.append, f"{number} {ticket}")
            _settle(answer, number)
            self._lines.task_done()


def _settle(answer: "asyncio.Future[int | None]", outcome: int | None | Exception) -> None:
    if answer.done():  # the caller is gone
        return
    if isinstance(outcome, Exception):
        answer.set_exception(outcome)
    else:
        answer.set_result(outcome)
