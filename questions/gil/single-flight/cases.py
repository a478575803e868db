"""Cases for SingleFlight. Time is virtual: when a case has slept, every thread has come as far as it gets."""

import functools
import threading
import time
from collections.abc import Callable

import pytest
from answer import SingleFlight

SOON = 0.01


class Call:
    """One call in a thread of its own, and how many seconds it took."""

    def __init__(self, function: Callable[..., object], *arguments: object, **options: object) -> None:
        self.seconds = 0.0
        self._value: object = None
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, args=(function, arguments, options), daemon=True)
        self._thread.start()

    def _run(self, function: Callable[..., object], arguments: tuple[object, ...], options: dict[str, object]) -> None:
        started = time.monotonic()
        try:
            self._value = function(*arguments, **options)
        except BaseException as error:  # noqa: BLE001 - `end` tells
            self._error = error
        self.seconds = time.monotonic() - started

    def end(self) -> object:
        """What the call returned, or the name of what it raised."""
        self._thread.join()
        return self._value if self._error is None else type(self._error).__name__


class Loads:
    """Loads that take some seconds; each returns its number, or raises the error that was given."""

    def __init__(self, seconds: float = 1, error: BaseException | None = None) -> None:
        self.begun = 0
        self._seconds = seconds
        self._error = error

    def load(self) -> int:
        self.begun += 1
        number = self.begun
        time.sleep(self._seconds)
        if self._error is not None:
            raise self._error
        return number


def one_by_one(count: int, function: Callable[..., object], *arguments: object) -> list[Call]:
    """So many calls, each a quarter of a second after the one before."""
    calls = []
    for _ in range(count):
        calls.append(Call(function, *arguments))
        time.sleep(0.25)
    return calls


def takes(call: Call, seconds: float) -> bool:
    return call.seconds == pytest.approx(seconds, abs=SOON)


@pytest.mark.sample
def test_each_call_alone_loads():
    """a call that finds no load running loads by itself, each time"""
    flights = SingleFlight()
    assert flights.running() == 0
    assert flights.run("EUR", lambda: 100) == 100
    assert flights.run("EUR", lambda: 101) == 101
    with pytest.raises(ConnectionError, match="^no database$"):
        flights.run("EUR", Loads(error=ConnectionError("no database")).load)
    flights.forget("EUR")
    flights.forget("nobody asked")
    assert flights.run("EUR", lambda: 102) == 102
    assert flights.run("USD", lambda: 200) == 200
    assert flights.running() == 0


def test_load_runs_in_the_thread_of_its_call():
    """a load runs in the thread of the call that begins it"""
    flights = SingleFlight()

    def loads_here() -> bool:
        return flights.run("EUR", lambda: threading.get_ident()) == threading.get_ident()

    assert loads_here()
    assert Call(loads_here).end() is True


def test_timeout_does_not_limit_the_load():
    """the call that loads isn't limited by its own timeout"""
    flights = SingleFlight()
    loads = Loads(seconds=3)
    assert flights.run("EUR", loads.load, timeout=1) == 1
    assert flights.run("EUR", loads.load, timeout=0) == 2
    assert loads.begun == 2


@pytest.mark.sample
@pytest.mark.schedules(10)
def test_calls_during_a_load_share_it():
    """calls that come during a load wait for it and return what it returned"""
    flights = SingleFlight()
    loads = Loads()
    calls = one_by_one(3, flights.run, "EUR", loads.load)
    assert flights.running() == 1
    assert [call.end() for call in calls] == [1, 1, 1]
    assert takes(calls[0], 1) and takes(calls[1], 0.75) and takes(calls[2], 0.5)
    assert loads.begun == 1
    assert flights.running() == 0


@pytest.mark.schedules(60)
@pytest.mark.points(2)
def test_newcomers_at_once_share_a_load():
    """of calls that come in the same moment, just one loads"""
    flights = SingleFlight()
    loads = Loads()
    calls = [Call(flights.run, "EUR", loads.load) for _ in range(3)]
    assert [call.end() for call in calls] == [1, 1, 1]
    assert loads.begun == 1
    assert flights.running() == 0


@pytest.mark.schedules(10)
def test_nothing_is_a_result():
    """None is a result like any other"""
    flights = SingleFlight()
    begun = []

    def load() -> None:
        begun.append("load")
        time.sleep(1)

    calls = one_by_one(2, flights.run, "EUR", load)
    assert [call.end() for call in calls] == [None, None]
    assert begun == ["load"]


@pytest.mark.schedules(10)
def test_load_may_use_other_keys():
    """a load may share or run the load of another key"""
    flights = SingleFlight()
    rates = Loads()
    prices = Loads(seconds=0)

    def load() -> object:
        return (prices.load(), flights.run("rates", rates.load))

    book = Call(flights.run, "book", load)
    time.sleep(0.25)
    lamp = Call(flights.run, "lamp", load)
    assert (book.end(), lamp.end()) == ((1, 1), (2, 1))
    assert takes(book, 1) and takes(lamp, 0.75)
    assert flights.running() == 0


@pytest.mark.schedules(10)
def test_different_keys_do_not_wait():
    """loads of different keys run at the same time, and running counts them at once"""
    flights = SingleFlight()
    calls = [Call(flights.run, key, Loads().load) for key in ("EUR", "USD", "CHF")]
    time.sleep(0.25)
    counted = Call(flights.running)
    forgotten = Call(flights.forget, "GBP")
    assert [call.end() for call in calls] == [1, 1, 1]
    assert all(takes(call, 1) for call in calls)
    assert (counted.end(), forgotten.end()) == (3, None)
    assert takes(counted, 0) and takes(forgotten, 0)


@pytest.mark.schedules(10)
def test_an_error_reaches_all():
    """a load's error is raised in all calls that share it, and the next call loads anew"""
    flights = SingleFlight()
    loads = Loads(error=ConnectionError("no database"))
    calls = one_by_one(3, flights.run, "EUR", loads.load)
    assert [call.end() for call in calls] == ["ConnectionError"] * 3
    assert takes(calls[0], 1) and takes(calls[1], 0.75) and takes(calls[2], 0.5)
    assert loads.begun == 1
    assert flights.running() == 0
    assert Call(flights.run, "EUR", lambda: 100).end() == 100


def test_an_exit_reaches_all():
    """whatever a load raises, nobody is left waiting"""
    flights = SingleFlight()
    loads = Loads(error=SystemExit("enough"))
    calls = one_by_one(2, flights.run, "EUR", loads.load)
    assert [call.end() for call in calls] == ["SystemExit"] * 2
    assert loads.begun == 1
    assert flights.running() == 0
    assert Call(flights.run, "EUR", lambda: 100).end() == 100


@pytest.mark.schedules(100)
@pytest.mark.points(2)
def test_a_call_after_the_end_loads_anew():
    """who has come back from a load and calls again doesn't get the same load again"""
    flights = SingleFlight()
    loads = Loads()

    def twice() -> tuple[object, object]:
        return (flights.run("EUR", loads.load), flights.run("EUR", loads.load))

    first = Call(flights.run, "EUR", loads.load)
    time.sleep(0.25)
    again = [Call(twice) for _ in range(3)]
    assert first.end() == 1
    assert [call.end() for call in again] == [(1, 2)] * 3
    assert loads.begun == 2
    assert flights.running() == 0


@pytest.mark.schedules(10)
@pytest.mark.points(2)
def test_forget_starts_afresh():
    """after forget a new load runs and is shared, whatever becomes of the old one"""
    flights = SingleFlight()
    loads = Loads(seconds=2)
    old = one_by_one(2, flights.run, "EUR", loads.load)
    time.sleep(0.5)
    assert flights.forget("EUR") is None
    assert flights.running() == 0
    new = one_by_one(2, flights.run, "EUR", loads.load)
    assert [call.end() for call in old] == [1, 1]
    time.sleep(0.25)
    assert flights.running() == 1
    new.append(Call(flights.run, "EUR", loads.load))
    assert [call.end() for call in new] == [2, 2, 2]
    assert takes(new[0], 2) and takes(new[1], 1.75) and takes(new[2], 0.75)
    assert loads.begun == 2
    assert flights.running() == 0


@pytest.mark.schedules(60)
def test_forget_as_the_load_ends():
    """after forget a new load is shared, also when the old load ends at that moment"""
    flights = SingleFlight()

    def old(data_has_changed: threading.Event) -> str:
        data_has_changed.wait()
        return "old"

    def new() -> int:
        time.sleep(1)
        return flights.running()

    def change(data_has_changed: threading.Event) -> object:
        data_has_changed.set()
        flights.forget("EUR")
        return flights.run("EUR", new)

    for _ in range(10):
        event = threading.Event()
        first = Call(flights.run, "EUR", functools.partial(old, event))
        time.sleep(0.25)
        second = Call(change, event)
        assert (first.end(), second.end()) == ("old", 1)
        assert takes(first, 0.25) and takes(second, 1)


@pytest.mark.schedules(10)
def test_a_waiting_call_may_give_up():
    """a call that has waited long enough gives up, and the load goes on for the others"""
    flights = SingleFlight()
    loads = Loads(seconds=3)
    first = Call(flights.run, "EUR", loads.load)
    time.sleep(0.5)
    hasty = Call(flights.run, "EUR", loads.load, timeout=1)
    patient = Call(flights.run, "EUR", loads.load, timeout=10)
    with pytest.raises(TimeoutError):
        flights.run("EUR", loads.load, timeout=0)
    assert hasty.end() == "TimeoutError"
    assert takes(hasty, 1)
    assert flights.running() == 1
    newcomer = Call(flights.run, "EUR", loads.load)
    assert [call.end() for call in (first, patient, newcomer)] == [1, 1, 1]
    assert takes(patient, 2.5) and takes(newcomer, 1.5)
    assert loads.begun == 1
    assert flights.running() == 0


def test_timeout_spans_all_waiting():
    """loads of other keys that end meanwhile don't make a call wait longer"""
    flights = SingleFlight()
    first = Call(flights.run, "EUR", Loads(seconds=8).load)
    others = [Call(flights.run, key, Loads(seconds=seconds).load) for key, seconds in (("USD", 1.5), ("CHF", 3))]
    time.sleep(0.25)
    waiting = Call(flights.run, "EUR", Loads().load, timeout=2)
    assert waiting.end() == "TimeoutError"
    assert takes(waiting, 2)
    assert [call.end() for call in (first, *others)] == [1, 1, 1]
