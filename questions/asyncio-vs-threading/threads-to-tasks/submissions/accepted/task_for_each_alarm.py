# Style: no queue; a thread semaphore makes the panel's threads wait for room, each alarm is a task, and the alarms of a station share the task that dials.

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
    """`_admission` and what it guards are shared with the panel's threads; everything else belongs to the loop's."""

    def __init__(self, panel: Panel, radio: Radio, log: Log, *, workers: int, room: int) -> None:
        self._panel = panel
        self._radio = radio
        self._log = log
        self._admission = threading.Condition()
        self._free = workers + room
        self._reported = 0
        self._refusing = False
        self._turns = asyncio.Semaphore(workers)
        self._alarms: set[asyncio.Task[None]] = set()
        self._lines: dict[str, asyncio.Task[Line]] = {}
        self._outcomes = {"sent": 0, "failed": 0}
        self._error: Exception | None = None

    async def serve(self) -> None:
        """Passes alarms on until `stop`, then what is still waiting. Raises the first error that is no OSError."""
        self._loop = asyncio.get_running_loop()
        self._ended: asyncio.Future[None] = self._loop.create_future()
        try:
            self._panel.listen(self.report)
            await self._ended
            await asyncio.to_thread(self._panel.close)
            while self._alarms:
                await asyncio.wait(self._alarms)
        finally:
            with self._admission:
                self._refusing = True  # a report that waits for room would keep the panel from closing
                self._admission.notify_all()
            tasks = [*self._alarms, *self._lines.values()]
            for task in tasks:
                task.cancel()  # does nothing to one that has ended
            await asyncio.gather(*tasks, return_exceptions=True)
            await asyncio.to_thread(self._panel.close)
            for dialing in self._lines.values():
                if not dialing.cancelled() and dialing.exception() is None:
                    await dialing.result().hang_up()
        if self._error is not None:
            raise self._error

    def stop(self) -> None:
        """Ends `serve` in good order. Any thread may call it."""
        self._loop.call_soon_threadsafe(self._end)

    def report(self, station: str, text: str) -> int:
        """Called by the panel, in threads of its own: puts an alarm in line and returns its number."""
        with self._admission:
            self._admission.wait_for(lambda: self._free or self._refusing)
            if self._refusing:
                raise RuntimeError("the desk is closed")
            self._free -= 1
            self._reported += 1
            number = self._reported
            self._loop.call_soon_threadsafe(self._begin, number, station, text)
        return number

    def stats(self) -> dict[str, int]:
        return dict(self._outcomes)

    def _end(self) -> None:
        if not self._ended.done():
            self._ended.set_result(None)

    def _begin(self, number: int, station: str, text: str) -> None:
        if self._refusing:
            return  # it came in just before
        alarm = asyncio.create_task(self._carry(number, station, text))
        self._alarms.add(alarm)
        alarm.add_done_callback(self._alarms.discard)

    async def _carry(self, number: int, station: str, text: str) -> None:
        _number.set(number)  # the task has a context of its own, which ends with it
        async with self._turns:
            try:
                await self._pass_on(number, station, text)
            except Exception as error:  # noqa: BLE001 - serve raises it
                self._error = self._error or error
                self._end()
            with self._admission:
                self._free += 1
                self._admission.notify()

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
        """The station's line. Who finds no dial under way begins one; who waited for one that failed looks again."""
        while True:
            dialing = self._lines.get(station)
            if dialing is None:
                dialing = self._lines[station] = asyncio.create_task(self._radio.dial(station))
                mine = True
            else:
                mine = False
            await asyncio.wait([dialing])
            if dialing.exception() is None:
                return dialing.result()
            if self._lines.get(station) is dialing:
                del self._lines[station]
            if mine:
                return dialing.result()
