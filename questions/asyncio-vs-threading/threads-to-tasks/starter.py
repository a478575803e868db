"""Passes on what the fire panel reports to the stations. All of it in threads: the panel's own and one for each worker."""

import queue
import threading
from collections.abc import Callable
from typing import Protocol

_here = threading.local()


def alarm_number() -> int | None:
    """The number of the alarm that the caller is at work on; the radio and the log ask for it."""
    return getattr(_here, "number", None)


class Panel(Protocol):
    def listen(self, report: Callable[[str, str], int]) -> None: ...
    def close(self) -> None: ...


class Line(Protocol):
    def send(self, text: str) -> None: ...
    def hang_up(self) -> None: ...


class Radio(Protocol):
    def dial(self, station: str) -> Line: ...


class Log(Protocol):
    def write(self, number: int, outcome: str) -> None: ...


class Desk:
    def __init__(self, panel: Panel, radio: Radio, log: Log, *, workers: int, room: int) -> None:
        self._panel = panel
        self._radio = radio
        self._log = log
        self._workers = workers
        self._waiting: queue.Queue[tuple[int, str, str] | None] = queue.Queue(room)
        self._stopped = threading.Event()
        self._lock = threading.Lock()  # guards the next three
        self._reported = 0
        self._outcomes = {"sent": 0, "failed": 0}
        self._error: Exception | None = None
        self._dialing = threading.Lock()
        self._lines: dict[str, Line] = {}

    def serve(self) -> None:
        """Passes alarms on until `stop`, then what is still waiting. Raises the first error that is no OSError."""
        workers = [threading.Thread(target=self._work) for _ in range(self._workers)]
        for worker in workers:
            worker.start()
        self._panel.listen(self.report)
        self._stopped.wait()
        self._panel.close()
        for _ in workers:
            self._waiting.put(None)
        for worker in workers:
            worker.join()
        for line in self._lines.values():
            line.hang_up()
        if self._error is not None:
            raise self._error

    def stop(self) -> None:
        """Ends `serve` in good order. Any thread may call it."""
        self._stopped.set()

    def report(self, station: str, text: str) -> int:
        """Called by the panel, in threads of its own: puts an alarm in line and returns its number."""
        with self._lock:
            self._reported += 1
            number = self._reported
        self._waiting.put((number, station, text))
        return number

    def stats(self) -> dict[str, int]:
        with self._lock:
            return dict(self._outcomes)

    def _work(self) -> None:
        while (alarm := self._waiting.get()) is not None:
            _here.number = alarm[0]
            try:
                self._pass_on(*alarm)
            except Exception as error:  # noqa: BLE001 - serve raises it
                with self._lock:
                    self._error = self._error or error
                self.stop()
            finally:
                _here.number = None

    def _pass_on(self, number: int, station: str, text: str) -> None:
        try:
            self._line(station).send(text)
            outcome = "sent"
        except OSError:
            outcome = "failed"
        with self._lock:
            self._outcomes[outcome] += 1
        self._log.write(number, outcome)

    def _line(self, station: str) -> Line:
        """The station's line, which all its alarms share."""
        with self._dialing:
            if station not in self._lines:
                self._lines[station] = self._radio.dial(station)
            return self._lines[station]
