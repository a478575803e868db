# fails: test_report_waits_for_room, test_stop_while_reports_wait, test_cancelled_while_reports_wait, test_report_after_the_cancellation
# Doesn't wait for the put: the panel's threads are never held up, and as many puts wait in the loop as the panel has reports.

import asyncio
import threading
from collections.abc import Callable
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
    """Belongs to the event loop's thread, but for `report` and `stop`, which other threads call."""

    def __init__(self, panel: Panel, radio: Radio, log: Log, *, workers: int, room: int) -> None:
        self._panel = panel
        self._radio = radio
        self._log = log
        self._workers = workers
        self._waiting: asyncio.Queue[tuple[int, str, str]] = asyncio.Queue(room)
        self._stopped = asyncio.Event()
        self._counting = threading.Lock()  # the panel's threads count
        self._reported = 0
        self._outcomes = {"sent": 0, "failed": 0}
        self._error: Exception | None = None
        self._dialing: dict[str, asyncio.Lock] = {}
        self._lines: dict[str, Line] = {}

    async def serve(self) -> None:
        """Passes alarms on until `stop`, then what is still waiting. Raises the first error that is no OSError."""
        self._loop = asyncio.get_running_loop()
        workers = [asyncio.create_task(self._work()) for _ in range(self._workers)]
        try:
            self._panel.listen(self.report)
            await self._stopped.wait()
            await asyncio.to_thread(self._panel.close)
            self._waiting.shutdown()
            await asyncio.gather(*workers)
        finally:
            self._waiting.shutdown(immediate=True)  # a report that waits for room would keep the panel from closing
            for worker in workers:
                worker.cancel()
            await asyncio.gather(*workers, return_exceptions=True)
            await asyncio.to_thread(self._panel.close)
            for line in self._lines.values():
                await line.hang_up()
        if self._error is not None:
            raise self._error

    def stop(self) -> None:
        """Ends `serve` in good order. Any thread may call it."""
        self._loop.call_soon_threadsafe(self._stopped.set)

    def report(self, station: str, text: str) -> int:
        """Called by the panel, in threads of its own: puts an alarm in line and returns its number."""
        with self._counting:
            self._reported += 1
            number = self._reported
        asyncio.run_coroutine_threadsafe(self._waiting.put((number, station, text)), self._loop)
        return number

    def stats(self) -> dict[str, int]:
        return dict(self._outcomes)

    async def _work(self) -> None:
        while True:
            try:
                alarm = await self._waiting.get()
            except asyncio.QueueShutDown:
                return
            token = _number.set(alarm[0])
            try:
                await self._pass_on(*alarm)
            except Exception as error:  # noqa: BLE001 - serve raises it
                self._error = self._error or error
                self._stopped.set()
            finally:
                _number.reset(token)

    async def _pass_on(self, number: int, station: str, text: str) -> None:
        try:
            line = await self._line(station)
            await line.send(text)
            outcome = "sent"
        except OSError:
            outcome = "failed"
        self._outcomes[outcome] += 1
        await asyncio.to_thread(self._log.write, number, outcome)

    async def _line(self, station: str) -> Line:
        """The station's line, which all its alarms share."""
        async with self._dialing.setdefault(station, asyncio.Lock()):
            if station not in self._lines:
                self._lines[station] = await self._radio.dial(station)
            return self._lines[station]
