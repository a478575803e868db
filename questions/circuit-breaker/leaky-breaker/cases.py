import random

import answer
import pytest


class Clock:
    """A clock that moves only when a case says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def read(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


def make(clock, **options):
    settings = {"max_failures": 2, "cool_down": 60.0, "clock": clock.read}
    return answer.Breaker("cards", **{**settings, **options})


def succeed(breaker):
    assert breaker.run(lambda: "charged") == "charged"


def fail(breaker, error=ConnectionError):
    def down():
        raise error("down")

    with pytest.raises(error, match="^down$"):
        breaker.run(down)


def refusal(breaker):
    """The error of a call that must be refused without being made."""
    calls = []

    def record():
        calls.append("called")

    with pytest.raises(answer.CircuitOpen, match="^cards: circuit open") as caught:
        breaker.run(record)
    assert calls == []
    return caught.value


@pytest.mark.sample
def test_passes_arguments_and_result():
    """Passes arguments to the function and its result back"""
    breaker = make(Clock())
    seen = []

    def charge(*args, **kwargs):
        seen.append((args, kwargs))
        return {"id": 7}

    assert breaker.run(charge, 5, currency="EUR") == {"id": 7}
    assert seen == [((5,), {"currency": "EUR"})]
    assert breaker.state == "closed"


@pytest.mark.sample
def test_failure_that_opens_is_raised():
    """The failure that opens the circuit is raised like any other, at the maximum and not before"""
    maximum = random.randrange(2, 7)
    breaker = make(Clock(), max_failures=maximum)
    for number in range(maximum):
        assert breaker.state == "closed"
        error = ConnectionError(f"failure {number}")

        def down(error=error):
            raise error

        with pytest.raises(ConnectionError) as caught:
            breaker.run(down)
        assert caught.value is error
    assert breaker.state == "open"


@pytest.mark.sample
def test_refuses_while_open():
    """Refuses every call while open"""
    clock = Clock()
    breaker = make(clock)
    fail(breaker)
    fail(breaker)
    assert refusal(breaker).name == "cards"
    clock.advance(59.75)
    refusal(breaker)
    refusal(breaker)
    assert breaker.state == "open"


def test_success_starts_the_count_again():
    """A success between failures starts the count again"""
    breaker = make(Clock())
    for _ in range(3):
        fail(breaker)
        succeed(breaker)
        assert breaker.state == "closed"
    fail(breaker)
    fail(breaker)
    assert breaker.state == "open"


def test_ignored_errors_are_no_failures():
    """Ignored errors and their subclasses are raised, open nothing, and count as successes"""
    clock = Clock()
    breaker = make(clock, ignored=(LookupError, ValueError))
    for _ in range(3):
        fail(breaker, ValueError)
        fail(breaker, IndexError)
    assert breaker.state == "closed"
    fail(breaker)
    fail(breaker, ValueError)
    fail(breaker)
    assert breaker.state == "closed"
    fail(breaker)
    assert breaker.state == "open"
    clock.advance(61)
    fail(breaker, ValueError)
    assert breaker.state == "closed"

    single = make(clock, ignored=LookupError, max_failures=1)
    fail(single, IndexError)
    assert single.state == "closed"
    fail(single, ValueError)
    assert single.state == "open"


def test_lets_a_call_through_exactly_after_the_cool_down():
    """Lets a call through exactly when the cool-down has passed"""
    clock = Clock()
    breaker = make(clock)
    fail(breaker)
    fail(breaker)
    clock.advance(60)
    succeed(breaker)
    assert breaker.state == "closed"


def test_says_how_long_to_wait():
    """Says how many seconds are left, from the end of the failing call"""
    clock = Clock()
    breaker = make(clock)
    fail(breaker)
    clock.advance(5)

    def times_out():
        clock.advance(20)
        raise TimeoutError("no answer")

    with pytest.raises(TimeoutError):
        breaker.run(times_out)
    assert refusal(breaker).wait == 60.0
    clock.advance(52.5)
    assert refusal(breaker).wait == 7.5

    default = answer.Breaker("cards", clock=clock.read)
    for _ in range(3):
        fail(default)
    clock.advance(20)
    assert refusal(default).wait == 40.0


def test_one_trial_at_a_time():
    """Refuses every other call while the trial is running, with nothing left to wait"""
    clock = Clock()
    breaker = make(clock)
    fail(breaker)
    fail(breaker)
    clock.advance(61)
    seen = []

    def trial():
        seen.append(breaker.state)
        seen.append(refusal(breaker).wait)
        clock.advance(100)
        seen.append(refusal(breaker).wait)
        seen.append(breaker.state)
        return "charged"

    assert breaker.run(trial) == "charged"
    assert seen == ["half-open", 0, 0, "half-open"]
    assert breaker.state == "closed"

    def nested():
        succeed(breaker)
        return "both"

    assert breaker.run(nested) == "both"


def test_good_trial_closes():
    """A good trial closes the circuit with a fresh count"""
    clock = Clock()
    breaker = make(clock)
    for _ in range(2):
        fail(breaker)
        assert breaker.state == "closed"
        fail(breaker)
        assert breaker.state == "open"
        clock.advance(61)
        succeed(breaker)
        assert breaker.state == "closed"


def test_failed_trial_opens_for_the_full_cool_down():
    """One failed trial opens the circuit again, for the full cool-down"""
    clock = Clock()
    breaker = make(clock)
    fail(breaker)
    fail(breaker)
    for _ in range(2):
        clock.advance(70)
        fail(breaker)
        assert breaker.state == "open"
        clock.advance(50)
        assert refusal(breaker).wait == 10.0


def test_interrupted_trial_makes_room():
    """A call that is interrupted counts as nothing, and an interrupted trial makes room for the next"""

    def stopped():
        raise KeyboardInterrupt

    clock = Clock()
    breaker = make(clock)
    fail(breaker)
    with pytest.raises(KeyboardInterrupt):
        breaker.run(stopped)
    assert breaker.state == "closed"
    fail(breaker)
    assert breaker.state == "open"
    clock.advance(61)
    with pytest.raises(KeyboardInterrupt):
        breaker.run(stopped)
    assert breaker.state == "half-open"

    def next_trial():
        refusal(breaker)
        return "charged"

    assert breaker.run(next_trial) == "charged"
    assert breaker.state == "closed"


def test_listeners_see_each_change():
    """Every listener sees each change once, in order, and nothing else"""
    clock = Clock()
    seen = []

    def first(*change):
        seen.append(("first", *change))

    def second(*change):
        seen.append(("second", *change))

    breaker = make(clock, listeners=[first], max_failures=1)
    breaker.on_change(second)
    succeed(breaker)
    assert seen == []

    expected = []

    def changed(old, new):
        expected.append(("first", "cards", old, new))
        expected.append(("second", "cards", old, new))

    fail(breaker)
    changed("closed", "open")
    refusal(breaker)
    assert seen == expected
    clock.advance(61)
    fail(breaker)
    changed("open", "half-open")
    changed("half-open", "open")
    assert seen == expected
    clock.advance(61)
    succeed(breaker)
    changed("open", "half-open")
    changed("half-open", "closed")
    assert seen == expected


def test_listeners_belong_to_one_breaker():
    """A listener that is added to one breaker hears nothing of another"""
    clock = Clock()
    heard = []

    def cards_changed(*change):
        heard.append(change)

    def mail_changed(*change):
        heard.append(change)

    cards = make(clock, max_failures=1)
    mail = answer.Breaker("mail", max_failures=1, clock=clock.read)
    cards.on_change(cards_changed)
    mail.on_change(mail_changed)
    fail(mail)
    assert heard == [("mail", "closed", "open")]
    fail(cards)
    assert heard == [("mail", "closed", "open"), ("cards", "closed", "open")]
