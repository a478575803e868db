# fails: test_stop_closes_the_panel_at_once
# Near miss: closes the panel on the way out only; after stop it goes on reporting while the rest is passed on.

import asyncio
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AsyncExitStack
from contextvars import ContextVar
from typing import Protocol

_number: ContextVar[int | None] = ContextVar("alarm", default=None)


def alarm_number() -> int | None:
    """The number of the alarm that the caller is at work on; the radio and the log ask for it."""
    return _number.get()


class Panel(Protocol):
    def listen(self, report: Callable[[str, str], int]) -> None: ...
    def close(self) -> None: ...


class Line(Protocol):
    async def send(self, text: str) -> None: ...
    async def hang_up(self) -> None: ...


class Radio(Protocol):
    async def dial(self, station: str) -> Line: ...


class Log(Protocol):
    def write(self, number: int, outcome: str) -> None: ...


class Desk:
    """All fields belong to the event loop's thread. `report` and `stop` do no more than send it a message."""

    def __init__(self, panel: Panel, radio: Radio, log: Log, *, workers: int, room: int) -> None:
        self._panel = panel
        self._radio = radio
        self._log = log
        self._workers = workers
        self._room = room
        self._asking: deque[tuple[str, str, Future[int]]] = deque()
        self._waiting: deque[tuple[int, str, str]] = deque()
        self._working = 0
        self._refusing = False
        self._reported = 0
        self._outcomes = {"sent": 0, "failed": 0}
        self._error: Exception | None = None
        self._stopped = asyncio.Event()
        self._exits = AsyncExitStack()
        self._dialing = asyncio.Lock()
        self._lines: dict[str, Line] = {}

    async def serve(self) -> None:
        """Passes alarms on until `stop`, then what is still waiting. Raises the first error that is no OSError."""
        self._loop = asyncio.get_running_loop()
        async with self._exits:
            self._exits.push_async_callback(asyncio.to_thread, self._panel.close)
            async with asyncio.TaskGroup() as self._group:
                try:
                    self._panel.listen(self.report)
                    await self._stopped.wait()
                except asyncio.CancelledError:
                    self._refuse()
                    raise
        if self._error is not None:
            raise self._error

    def stop(self) -> None:
        """Ends `serve` in good order. Any thread may call it."""
        self._loop.call_soon_threadsafe(self._stopped.set)

    def report(self, station: str, text: str) -> int:
        """Called by the panel, in threads of its own: puts an alarm in line and returns its number."""
        admitted: Future[int] = Future()
        self._loop.call_soon_threadsafe(self._ask, station, text, admitted)
        return admitted.result()

    def stats(self) -> dict[str, int]:
        return dict(self._outcomes)

    def _ask(self, station: str, text: str, admitted: "Future[int]") -> None:
        self._asking.append((station, text, admitted))
        if self._refusing:
            self._refuse()
        else:
            self._admit()

    def _refuse(self) -> None:
        self._refusing = True
        while self._asking:
            self._asking.popleft()[2].set_exception(RuntimeError("the desk is closed"))

    def _admit(self) -> None:
        """Lets reports in while there is room, and sees to it that there are workers for them."""
        while self._asking and len(self._waiting) < self._room:
            station, text, admitted = self._asking.popleft()
            self._reported += 1
            self._waiting.append((self._reported, station, text))
            admitted.set_result(self._reported)
            if self._working < self._workers:
                self._working += 1
                self._group.create_task(self._work())

    async def _work(self) -> None:
        while self._waiting:
            number, station, text = self._waiting.popleft()
            self._admit()
            _number.set(number)
            try:
                await self._pass_on(number, station, text)
            except Exception as error:  # noqa: BLE001 - serve raises it
                self._error = self._error or error
                self._stopped.set()
        self._working -= 1

    async def _pass_on(self, number: int, station: str, text: str) -> None:
        try:
            await (await self._line(station)).send(text)
            outcome = "sent"
        except OSError:
            outcome = "failed"
        self._outcomes[outcome] += 1
        await asyncio.to_thread(self._log.write, number, outcome)

    async def _line(self, station: str) -> Line:
        """The station's line, which all its alarms share."""
        async with self._dialing:
            if station not in self._lines:
                line = self._lines[station] = await self._radio.dial(station)
                self._exits.push_async_callback(line.hang_up)
            return self._lines[station]
