import random

import answer
import pytest


class Clock:
    """A clock that moves only when a case says so."""

    def __init__(self) -> None:
        self.now = 500.0

    def read(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


def make(clock, **settings):
    defaults = {"window": 10, "failure_rate": 0.5, "minimum_calls": 4, "open_for": 20}
    return answer.RateBreaker(**{**defaults, **settings}, clock=clock.read)


def good(breaker, times=1):
    for _ in range(times):
        assert breaker.call(lambda: "fine") == "fine"


def bad(breaker, times=1, error=ConnectionError):
    def down():
        raise error("down")

    for _ in range(times):
        with pytest.raises(error, match="^down$"):
            breaker.call(down)


def lasting(breaker, clock, seconds, error=None):
    """A call that takes `seconds` and then returns or raises."""

    def work():
        clock.advance(seconds)
        if error is not None:
            raise error("after a while")
        return "done"

    if error is None:
        assert breaker.call(work) == "done"
    else:
        with pytest.raises(error, match="^after a while$"):
            breaker.call(work)


def interrupt(breaker):
    def stopped():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        breaker.call(stopped)


def refusal(breaker):
    """The error of a call that must be refused without being made."""
    calls = []

    def record():
        calls.append("called")

    with pytest.raises(answer.CircuitOpenError, match="circuit is open") as caught:
        breaker.call(record)
    assert calls == []
    return caught.value


@pytest.mark.sample
def test_passes_arguments_result_and_errors():
    """Passes arguments, results and errors through and counts the calls"""
    breaker = make(Clock())
    seen = []

    def record(*args, **kwargs):
        seen.append((args, kwargs))
        return {"id": 7}

    assert breaker.counts() == (0, 0)
    assert breaker.call(record, 1, "two", three=3) == {"id": 7}
    assert seen == [((1, "two"), {"three": 3})]
    error = ValueError("no such card")

    def reject():
        raise error

    with pytest.raises(ValueError) as caught:
        breaker.call(reject)
    assert caught.value is error
    assert breaker.state == "closed"
    assert breaker.counts() == (2, 1)


@pytest.mark.sample
def test_opens_when_the_rate_is_reached():
    """Opens when the part of bad calls reaches the rate exactly, not below it"""
    breaker = make(Clock())
    good(breaker, 4)
    bad(breaker, 3)
    assert breaker.state == "closed"
    assert breaker.counts() == (7, 3)
    bad(breaker)
    assert breaker.state == "open"

    strict = make(Clock(), failure_rate=1, minimum_calls=2)
    good(strict)
    bad(strict, 20)
    assert strict.state == "closed"

    touchy = make(Clock(), failure_rate=0.125, minimum_calls=2)
    good(touchy, 8)
    bad(touchy)
    assert touchy.state == "closed"
    bad(touchy)
    assert touchy.state == "open"

    calls = 2 ** random.randrange(2, 6)
    wanted = random.randrange(1, calls + 1)
    exact = make(Clock(), failure_rate=wanted / calls, minimum_calls=calls)
    good(exact, calls - wanted)
    bad(exact, wanted - 1)
    assert exact.state == "closed"
    bad(exact)
    assert exact.state == "open"


def test_needs_the_minimum_number_of_calls():
    """Stays closed below the minimum number of calls, opens exactly at it, also with the default settings"""
    breaker = make(Clock(), minimum_calls=5)
    bad(breaker, 4)
    assert breaker.state == "closed"
    assert breaker.counts() == (4, 4)
    bad(breaker)
    assert breaker.state == "open"

    first = make(Clock(), minimum_calls=1, failure_rate=1)
    bad(first)
    assert first.state == "open"

    clock = Clock()
    default = answer.RateBreaker(clock=clock.read)
    bad(default, 5)
    clock.advance(59)
    good(default, 4)
    assert default.state == "closed"
    good(default)
    assert refusal(default).retry_after == 30

    outdated = answer.RateBreaker(clock=clock.read)
    bad(outdated, 5)
    clock.advance(60)
    assert outdated.counts() == (0, 0)


def test_success_that_completes_the_minimum_opens():
    """A good call that completes the minimum opens, too"""
    breaker = make(Clock(), minimum_calls=4)
    bad(breaker, 3)
    assert breaker.state == "closed"
    good(breaker)
    assert breaker.state == "open"


@pytest.mark.points(2)
def test_call_leaves_the_window_exactly_at_its_length():
    """A call is in the window until just before its length has passed, and has left exactly then"""
    clock = Clock()
    breaker = make(clock, failure_rate=1)
    bad(breaker)
    good(breaker, 2)
    clock.advance(4)
    bad(breaker)
    clock.advance(5.75)
    assert breaker.counts() == (4, 2)
    clock.advance(0.25)
    assert breaker.counts() == (1, 1)
    clock.advance(3.75)
    assert breaker.counts() == (1, 1)
    clock.advance(0.25)
    assert breaker.counts() == (0, 0)


def test_calls_that_left_no_longer_matter():
    """Calls that have left count neither for the minimum nor for the rate"""
    clock = Clock()
    breaker = make(clock)
    bad(breaker, 3)
    clock.advance(10)
    bad(breaker, 3)
    assert breaker.state == "closed"
    assert breaker.counts() == (3, 3)

    clock = Clock()
    breaker = make(clock)
    good(breaker, 50)
    clock.advance(10)
    bad(breaker, 3)
    good(breaker, 1)
    assert breaker.state == "open"


def test_time_alone_does_not_open():
    """Good calls that leave the window open nothing until the next call ends"""
    clock = Clock()
    breaker = make(clock)
    good(breaker, 10)
    clock.advance(6)
    bad(breaker, 4)
    clock.advance(5)
    assert breaker.counts() == (4, 4)
    assert breaker.state == "closed"
    bad(breaker, error=ValueError)
    assert breaker.state == "open"

    clock = Clock()
    breaker = make(clock, ignored=ValueError)
    good(breaker, 10)
    clock.advance(6)
    bad(breaker, 4)
    clock.advance(5)
    bad(breaker, error=ValueError)
    assert breaker.state == "closed"
    good(breaker)
    assert breaker.state == "open"


def test_call_is_entered_when_it_ends():
    """A call enters the window at its end, and the breaker is open from there"""
    clock = Clock()
    breaker = make(clock, minimum_calls=2)
    lasting(breaker, clock, 30, ConnectionError)
    clock.advance(8)
    assert breaker.counts() == (1, 1)
    lasting(breaker, clock, 1)
    assert breaker.state == "open"
    clock.advance(7)
    assert refusal(breaker).retry_after == 13

    clock = Clock()
    breaker = make(clock, minimum_calls=2)
    bad(breaker)
    lasting(breaker, clock, 10, ConnectionError)
    assert breaker.state == "closed"
    assert breaker.counts() == (1, 1)


def test_refuses_while_open():
    """Refuses calls while open, says how long, and doesn't count them"""
    clock = Clock()
    breaker = make(clock)
    bad(breaker, 4)
    assert breaker.counts() == (0, 0)
    assert refusal(breaker).retry_after == 20
    clock.advance(12.5)
    assert refusal(breaker).retry_after == 7.5
    clock.advance(7.25)
    assert refusal(breaker).retry_after == 0.25
    assert breaker.state == "open"
    assert breaker.counts() == (0, 0)
    clock.advance(0.25)
    assert breaker.state == "half-open"
    assert breaker.counts() == (0, 0)
    good(breaker)
    assert breaker.state == "closed"


def test_good_trial_closes_with_an_empty_window():
    """A good call closes a half-open breaker, with an empty window"""
    clock = Clock()
    breaker = make(clock, window=1000)
    bad(breaker, 4)
    clock.advance(21)
    good(breaker)
    assert breaker.state == "closed"
    assert breaker.counts() == (0, 0)
    bad(breaker, 3)
    assert breaker.state == "closed"
    assert breaker.counts() == (3, 3)
    good(breaker)
    assert breaker.state == "open"


def test_bad_trial_opens_again():
    """A bad call opens a half-open breaker again for the full time, whatever the minimum"""
    clock = Clock()
    breaker = make(clock, window=1000)
    good(breaker, 5)
    bad(breaker, 5)
    for _ in range(2):
        clock.advance(25)
        bad(breaker)
        assert breaker.state == "open"
        assert breaker.counts() == (0, 0)
        clock.advance(15)
        assert refusal(breaker).retry_after == 5
    clock.advance(6)
    good(breaker)
    assert breaker.counts() == (0, 0)


def test_slow_calls_are_bad():
    """A call that takes the limit or longer is one bad call, and its result is still returned"""
    clock = Clock()
    breaker = make(clock, window=100, minimum_calls=5, slow_after=2)
    lasting(breaker, clock, 1.75)
    assert breaker.counts() == (1, 0)
    lasting(breaker, clock, 2)
    assert breaker.counts() == (2, 1)
    lasting(breaker, clock, 2.5, ConnectionError)
    assert breaker.counts() == (3, 2)
    lasting(breaker, clock, 1, ConnectionError)
    assert breaker.counts() == (4, 3)
    lasting(breaker, clock, 9)
    assert breaker.state == "open"

    patient = make(clock, window=10000, minimum_calls=1)
    lasting(patient, clock, 5000)
    assert patient.counts() == (1, 0)


def test_slow_trial_opens_again():
    """A slow call opens a half-open breaker again, from the call's end"""
    clock = Clock()
    breaker = make(clock, slow_after=2)
    bad(breaker, 4)
    clock.advance(21)
    lasting(breaker, clock, 3)
    assert breaker.state == "open"
    clock.advance(19)
    assert refusal(breaker).retry_after == 1


def test_ignored_outcomes_leave_no_trace():
    """Ignored exceptions, their subclasses and interrupts are neither good nor bad, closed or half-open"""
    clock = Clock()
    breaker = make(clock, ignored=(LookupError, ValueError), slow_after=1)
    bad(breaker, 3)
    bad(breaker, 2, error=ValueError)
    bad(breaker, error=IndexError)
    interrupt(breaker)
    lasting(breaker, clock, 2, ValueError)
    assert breaker.state == "closed"
    assert breaker.counts() == (3, 3)
    bad(breaker, error=TypeError)
    assert breaker.state == "open"
    clock.advance(21)
    bad(breaker, error=IndexError)
    lasting(breaker, clock, 2, ValueError)
    interrupt(breaker)
    assert breaker.state == "half-open"
    bad(breaker, error=TypeError)
    assert breaker.state == "open"

    single = make(clock, ignored=LookupError, minimum_calls=1)
    bad(single, error=IndexError)
    assert single.counts() == (0, 0)
    bad(single, error=ValueError)
    assert single.state == "open"


@pytest.mark.parametrize(
    "setting, value",
    [
        ("window", 0),
        ("window", -1.0),
        ("open_for", 0),
        ("open_for", -1.0),
        ("failure_rate", 0),
        ("failure_rate", -0.5),
        ("failure_rate", 1.25),
        ("minimum_calls", 0),
        ("slow_after", 0),
        ("slow_after", -1.0),
    ],
)
def test_settings_are_checked(setting, value):
    """Raises ValueError for settings that aren't greater than their bound, and takes those at the edge"""
    answer.RateBreaker(window=0.5, open_for=0.5, failure_rate=1, minimum_calls=1, slow_after=0.5)
    with pytest.raises(ValueError):
        answer.RateBreaker(**{setting: value})
