"""Cases for Desk. Panel, radio and log belong to the case; time is virtual. `alarm_number` is asked where contextvars must carry it."""

import asyncio
import threading
import time
from collections.abc import Callable

import pytest
from answer import Desk, alarm_number
from pytest import approx


class Panel:
    """Has a thread for each script, a list of (pause before, station, text). With `together`, their first reports are made at once."""

    def __init__(self, *scripts: list[tuple[float, str, str]], seconds: float = 0.0, together: bool = False) -> None:
        self.numbers: dict[str, int] = {}
        self.refused: list[str] = []
        self.closed = False
        self._closing = threading.Event()
        self._seconds = seconds
        self._start = threading.Barrier(len(scripts)) if together else None
        self._threads = [threading.Thread(target=self._run, args=(script,)) for script in scripts]

    def listen(self, report: Callable[[str, str], int]) -> None:
        self._report = report
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        if self.closed:
            return
        self._closing.set()
        time.sleep(self._seconds)
        for thread in self._threads:
            thread.join()
        self.closed = True

    def _run(self, script: list[tuple[float, str, str]]) -> None:
        if self._start is not None:
            self._start.wait()
        for pause, station, text in script:
            if self._closing.wait(pause):
                return
            try:
                self.numbers[text] = self._report(station, text)
            except Exception:  # noqa: BLE001 - which one is the answer's choice
                self.refused.append(text)


class Radio:
    """Notes who dialed and what was sent. A dial takes `dialing` seconds, a send one second unless `seconds` has its text."""

    def __init__(
        self,
        *,
        dialing: float = 0.0,
        failing_dials: int = 0,
        seconds: dict[str, float] | None = None,
        errors: dict[str, Exception] | None = None,
    ) -> None:
        self.dialed: list[str] = []
        self.open: list[str] = []
        self.begun: list[str] = []
        self.sent: list[str] = []
        self.cancelled: list[str] = []
        self.numbers: dict[str, list[int | None]] = {}
        self.numbers_of_dials: list[int | None] = []
        self.running = 0
        self.most = 0
        self._dialing = dialing
        self._failing_dials = failing_dials
        self._seconds = seconds or {}
        self._errors = errors or {}

    async def dial(self, station: str) -> "Line":
        self.dialed.append(station)
        self.numbers_of_dials.append(alarm_number())
        self.running += 1
        try:
            await asyncio.sleep(self._dialing)
            if self._failing_dials:
                self._failing_dials -= 1
                raise ConnectionRefusedError(station)
        except asyncio.CancelledError:
            self.cancelled.append(station)
            raise
        finally:
            self.running -= 1
        self.open.append(station)
        return Line(self, station)


class Line:
    def __init__(self, radio: Radio, station: str) -> None:
        self._radio = radio
        self._station = station

    async def send(self, text: str) -> None:
        radio = self._radio
        radio.begun.append(text)
        radio.running += 1
        radio.most = max(radio.most, radio.running)
        numbers = radio.numbers[text] = [alarm_number()]
        try:
            await asyncio.sleep(radio._seconds.get(text, 1.0))
            numbers.append(alarm_number())
            if text in radio._errors:
                raise radio._errors[text]
            radio.sent.append(text)
        except asyncio.CancelledError:
            await asyncio.sleep(0.5)
            radio.cancelled.append(text)
            raise
        finally:
            radio.running -= 1

    async def hang_up(self) -> None:
        await asyncio.sleep(0.1)
        self._radio.open.remove(self._station)


class Log:
    def __init__(self, seconds: float = 0.0) -> None:
        self.entries: list[tuple[int, str]] = []
        self.numbers: list[int | None] = []
        self._seconds = seconds

    def write(self, number: int, outcome: str) -> None:
        time.sleep(self._seconds)
        self.numbers.append(alarm_number())
        self.entries.append((number, outcome))


def assert_nothing_is_left(panel: Panel, radio: Radio) -> None:
    assert panel.closed is True, "the panel was not closed"
    assert radio.running == 0, "somebody is still dialing or sending"
    assert radio.open == [], "a line was not hung up"
    assert len(asyncio.all_tasks()) == 1, "a task was left behind"


async def serve_for(desk: Desk, seconds: float) -> None:
    """Serves so long, then stops and waits for the end."""
    serving = asyncio.create_task(desk.serve())
    await asyncio.sleep(seconds)
    desk.stop()
    desk.stop()
    await serving


@pytest.mark.sample
async def test_alarm_is_passed_on():
    """an alarm gets its number, is sent and logged, and serve ends after stop with the panel closed and the line hung up"""
    panel, radio, log = Panel([(0.5, "north", "smoke"), (0, "south", "fire")]), Radio(), Log()
    desk = Desk(panel, radio, log, workers=2, room=2)
    await serve_for(desk, 3)
    assert panel.numbers == {"smoke": 1, "fire": 2}
    assert sorted(radio.sent) == ["fire", "smoke"]
    assert sorted(log.entries) == [(1, "sent"), (2, "sent")]
    assert desk.stats() == {"sent": 2, "failed": 0}
    assert_nothing_is_left(panel, radio)


@pytest.mark.sample
async def test_workers_share_the_alarms():
    """as many alarms as there are workers are passed on at once, never more"""
    panel = Panel([(0, "north", "1"), (0, "north", "2"), (0, "south", "3"), (0, "west", "4")])
    radio, log = Radio(seconds={"1": 3.0}), Log()
    begun = time.monotonic()
    await serve_for(Desk(panel, radio, log, workers=2, room=4), 0.5)
    assert time.monotonic() - begun == approx(3.2, abs=0.15)
    assert radio.most == 2
    assert sorted(radio.sent) == ["1", "2", "3", "4"]
    assert_nothing_is_left(panel, radio)


@pytest.mark.sample
@pytest.mark.points(2)
async def test_nothing_blocks_the_loop(loop_lag):
    """the event loop goes on while the log writes and while the panel closes"""
    panel, radio, log = Panel([(0, "north", "smoke")], seconds=2.0), Radio(), Log(seconds=3.0)
    begun = time.monotonic()
    await serve_for(Desk(panel, radio, log, workers=1, room=1), 5)
    assert time.monotonic() - begun == approx(7.1, abs=0.05)
    assert log.entries == [(1, "sent")]
    assert loop_lag.longest < 0.05
    assert_nothing_is_left(panel, radio)


@pytest.mark.points(2)
@pytest.mark.schedules(20)
async def test_numbers_are_different():
    """reports of several threads at the same moment get different numbers, none is left out, and each is passed on under its number"""
    panel = Panel([(0, "north", "1")], [(0, "east", "2")], [(0, "west", "3")], together=True)
    radio, log = Radio(dialing=0.1), Log()
    await serve_for(Desk(panel, radio, log, workers=3, room=3), 1)
    assert sorted(panel.numbers.values()) == [1, 2, 3]
    assert radio.numbers == {text: [number, number] for text, number in panel.numbers.items()}
    assert sorted(log.entries) == [(number, "sent") for number in (1, 2, 3)]
    assert_nothing_is_left(panel, radio)


async def test_report_waits_for_room(loop_lag):
    """a report waits in the panel's thread while the line is full, and nothing is lost or blocked"""
    panel = Panel([(0, "north", text) for text in "1234"])
    radio, log = Radio(seconds=dict.fromkeys("1234", 10.0)), Log()
    serving = asyncio.create_task((desk := Desk(panel, radio, log, workers=1, room=2)).serve())
    await asyncio.sleep(5)
    assert panel.numbers == {"1": 1, "2": 2, "3": 3}
    await asyncio.sleep(10)
    assert panel.numbers == {"1": 1, "2": 2, "3": 3, "4": 4}
    desk.stop()
    await serving
    assert sorted(radio.sent) == ["1", "2", "3", "4"]
    assert loop_lag.longest < 0.05
    assert_nothing_is_left(panel, radio)


@pytest.mark.points(2)
async def test_number_while_sending():
    """whatever dials or sends for an alarm sees that alarm's number, also while others are under way, and nobody else sees one"""
    panel = Panel([(0, "north", "1"), (0.3, "south", "2"), (0.3, "north", "3")])
    radio, log = Radio(dialing=0.1, seconds={"1": 2.0, "2": 0.5}), Log()
    assert alarm_number() is None
    await serve_for(Desk(panel, radio, log, workers=2, room=2), 1)
    assert radio.numbers == {"1": [1, 1], "2": [2, 2], "3": [3, 3]}
    assert radio.numbers_of_dials == [1, 2]
    assert alarm_number() is None


@pytest.mark.points(2)
async def test_number_while_logging():
    """the log sees the alarm's number in whatever thread it writes"""
    panel = Panel([(0, "north", "1"), (0.1, "south", "2"), (0.1, "south", "3")])
    radio, log = Radio(), Log(seconds=0.5)
    await serve_for(Desk(panel, radio, log, workers=3, room=2), 1)
    assert len(log.entries) == 3
    assert log.numbers == [number for number, _ in log.entries]


@pytest.mark.points(2)
@pytest.mark.schedules(4)
async def test_one_line_for_a_station():
    """two alarms for one station at the same moment share one line"""
    panel = Panel([(0, "north", "1"), (0, "north", "2"), (2, "north", "3")])
    radio, log = Radio(dialing=0.5), Log()
    await serve_for(Desk(panel, radio, log, workers=2, room=2), 2.5)
    assert radio.dialed == ["north"]
    assert sorted(radio.sent) == ["1", "2", "3"]
    assert_nothing_is_left(panel, radio)


async def test_dial_that_fails_once():
    """an alarm whose dial fails has failed, and the next one for that station dials again"""
    panel = Panel([(0, "north", "1"), (0, "north", "2"), (3, "north", "3")])
    radio, log = Radio(dialing=0.5, failing_dials=1), Log()
    desk = Desk(panel, radio, log, workers=2, room=2)
    await serve_for(desk, 4)
    assert radio.dialed == ["north", "north"]
    assert "3" in radio.sent
    sent = len(radio.sent)  # one that waited for the failed dial may have failed with it
    assert sorted(outcome for _, outcome in log.entries) == ["failed"] * (3 - sent) + ["sent"] * sent
    assert desk.stats() == {"sent": sent, "failed": 3 - sent}
    assert sent < 3
    assert_nothing_is_left(panel, radio)


async def test_send_that_fails():
    """an alarm whose send raises OSError is counted and logged as failed, and the others go on"""
    panel = Panel([(0, "north", "1"), (0, "north", "2"), (2, "north", "3")])
    radio, log = Radio(errors={"1": TimeoutError("no answer")}), Log()
    desk = Desk(panel, radio, log, workers=1, room=2)
    await serve_for(desk, 4)
    assert sorted(radio.sent) == ["2", "3"]
    assert sorted(log.entries) == [(1, "failed"), (2, "sent"), (3, "sent")]
    assert desk.stats() == {"sent": 2, "failed": 1}
    assert_nothing_is_left(panel, radio)


@pytest.mark.points(3)
async def test_error_ends_serve():
    """any other exception lets the alarms that were reported be passed on, then is raised by serve itself"""
    error = ValueError("bad text")
    panel = Panel([(0, "north", "1"), (0, "south", "2"), (0, "west", "3")])
    radio, log = Radio(seconds={"2": 3.0}, errors={"1": error}), Log()
    begun = time.monotonic()
    with pytest.raises(ValueError) as caught:
        await Desk(panel, radio, log, workers=2, room=3).serve()
    assert caught.value is error
    assert time.monotonic() - begun == approx(3.2, abs=0.15)
    assert sorted(radio.sent) == ["2", "3"]
    assert sorted(log.entries) == [(2, "sent"), (3, "sent")]
    assert_nothing_is_left(panel, radio)


@pytest.mark.points(2)
@pytest.mark.schedules(5)
async def test_stop_in_another_thread():
    """stop, called in another thread, ends a serve that has nothing to do"""
    panel, radio, log = Panel(), Radio(), Log()
    desk = Desk(panel, radio, log, workers=2, room=1)
    asyncio.get_running_loop().set_debug(True)  # asyncio itself checks who calls it

    def switch_off() -> None:
        time.sleep(2)
        desk.stop()

    switch = threading.Thread(target=switch_off)
    switch.start()
    begun = time.monotonic()
    await desk.serve()
    assert time.monotonic() - begun == approx(2.0, abs=0.05)
    assert_nothing_is_left(panel, radio)
    switch.join()


@pytest.mark.points(2)
@pytest.mark.schedules(4)
async def test_stop_while_reports_wait():
    """after stop, all that was reported is passed on, also the reports that were waiting for room"""
    panel = Panel([(0, "north", "1"), (0, "north", "2"), (0, "north", "3")], seconds=0.5)
    radio, log = Radio(seconds=dict.fromkeys("123", 2.0)), Log()
    await serve_for(Desk(panel, radio, log, workers=1, room=1), 1)
    assert panel.refused == []
    assert sorted(radio.sent) == ["1", "2", "3"]
    assert len(log.entries) == 3
    assert_nothing_is_left(panel, radio)


async def test_stop_closes_the_panel_at_once():
    """after stop, serve closes the panel at once, and then passes on what has been reported"""
    panel, radio, log = Panel([(0, "north", "1"), (2, "north", "2")]), Radio(seconds={"1": 5.0}), Log()
    await serve_for(Desk(panel, radio, log, workers=1, room=1), 1)
    assert (panel.numbers, panel.refused) == ({"1": 1}, [])
    assert radio.sent == ["1"]
    assert log.entries == [(1, "sent")]
    assert_nothing_is_left(panel, radio)


@pytest.mark.points(3)
@pytest.mark.schedules(5)
async def test_cancelled_while_reports_wait():
    """a serve that is cancelled cancels its sends, begins nothing else, refuses waiting reports, closes the panel, hangs up and raises CancelledError"""
    panel = Panel([(0, "north", "1"), (0, "north", "2"), (0, "north", "3")], seconds=3.0)
    radio, log = Radio(seconds={"1": 9.0, "2": 9.0}), Log()
    desk = Desk(panel, radio, log, workers=1, room=1)
    serving = asyncio.create_task(desk.serve())
    await asyncio.sleep(1)
    assert panel.numbers == {"1": 1, "2": 2}
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving
    assert len(radio.begun) == 1
    assert radio.cancelled == radio.begun
    assert panel.refused == ["3"]
    assert desk.stats() == {"sent": 0, "failed": 0}
    assert_nothing_is_left(panel, radio)


async def test_report_after_the_cancellation():
    """a report that comes later than the cancellation raises an exception in the panel's thread, unless the panel is closed"""
    panel = Panel([(0, "north", "1"), (1.25, "north", "2")])  # a cancelled send takes half a second to end
    radio, log = Radio(seconds={"1": 9.0}), Log()
    serving = asyncio.create_task(Desk(panel, radio, log, workers=2, room=1).serve())
    await asyncio.sleep(1)
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving
    assert panel.numbers == {"1": 1}
    assert panel.refused in ([], ["2"])
    assert radio.begun == ["1"]
    assert_nothing_is_left(panel, radio)


async def test_cancelled_while_dialing():
    """a serve that is cancelled cancels a dial, too"""
    panel = Panel([(0, "north", "1"), (0, "north", "2")])
    radio, log = Radio(dialing=9.0), Log()
    serving = asyncio.create_task(Desk(panel, radio, log, workers=2, room=1).serve())
    await asyncio.sleep(1)
    serving.cancel()
    begun = time.monotonic()
    with pytest.raises(asyncio.CancelledError):
        await serving
    assert time.monotonic() - begun == approx(0.0, abs=0.05)
    assert radio.dialed == ["north"]
    assert radio.cancelled == ["north"]
    assert log.entries == []
    assert_nothing_is_left(panel, radio)
