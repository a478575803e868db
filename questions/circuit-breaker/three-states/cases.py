import random

import answer
import pytest

RECOVERY = 30.0


class Clock:
    """A clock that moves only when a case says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def read(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


def make(clock, threshold=3, **options):
    return answer.CircuitBreaker(threshold, RECOVERY, clock=clock.read, **options)


def succeed(breaker):
    assert breaker.call(lambda: "fine") == "fine"


def fail(breaker, error=ConnectionError):
    def down():
        raise error("down")

    with pytest.raises(error, match="^down$"):
        breaker.call(down)


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
def test_passes_arguments_and_result():
    """Passes arguments to the function and its result back"""
    breaker = make(Clock())
    seen = []

    def record(*args, **kwargs):
        seen.append((args, kwargs))
        return ["result", 7]

    assert breaker.call(record, 1, "two", three=3) == ["result", 7]
    assert seen == [((1, "two"), {"three": 3})]
    assert breaker.call(lambda: None) is None
    assert breaker.state == "closed"


@pytest.mark.sample
def test_opens_after_consecutive_failures():
    """Opens at the threshold, not before, and refuses calls while open"""
    breaker = make(Clock(), 3)
    fail(breaker)
    fail(breaker)
    assert breaker.state == "closed"
    fail(breaker)
    assert breaker.state == "open"
    refusal(breaker)
    assert breaker.state == "open"

    impatient = make(Clock(), 1)
    fail(impatient)
    assert impatient.state == "open"


def test_success_starts_the_count_again():
    """A success between failures starts the count again"""
    breaker = make(Clock(), 3)
    fail(breaker)
    fail(breaker)
    succeed(breaker)
    fail(breaker)
    fail(breaker)
    assert breaker.state == "closed"
    fail(breaker)
    assert breaker.state == "open"

    outer = make(Clock(), 1)

    def fails_after_a_success():
        succeed(outer)
        raise ConnectionError("after all")

    with pytest.raises(ConnectionError, match="^after all$"):
        outer.call(fails_after_a_success)
    assert outer.state == "open"


def test_failure_is_raised_unchanged():
    """The caller gets the very exception that the function raised, also from the call that opens the circuit"""
    breaker = make(Clock(), 2)
    for text in ("first", "second"):
        error = ConnectionError(text)

        def down(error=error):
            raise error

        with pytest.raises(ConnectionError) as caught:
            breaker.call(down)
        assert caught.value is error
    assert breaker.state == "open"


def test_refusal_says_when_to_retry():
    """A refused call says how many seconds are left, counted from the end of the call that opened the circuit"""
    clock = Clock()
    breaker = make(clock, 1)
    fail(breaker)
    assert refusal(breaker).retry_after == 30.0
    clock.advance(22.5)
    assert refusal(breaker).retry_after == 7.5
    clock.advance(7.25)
    assert refusal(breaker).retry_after == 0.25

    slow = answer.CircuitBreaker(clock=clock.read)
    fail(slow)
    fail(slow)
    clock.advance(5)

    def times_out():
        clock.advance(10)
        raise TimeoutError("no answer")

    with pytest.raises(TimeoutError):
        slow.call(times_out)
    clock.advance(4)
    assert refusal(slow).retry_after == 26.0


def test_half_open_exactly_at_the_recovery_time():
    """Becomes half-open exactly at the recovery time, without a call"""
    clock = Clock()
    breaker = make(clock, 1)
    fail(breaker)
    clock.advance(29.75)
    assert breaker.state == "open"
    clock.advance(0.25)
    assert breaker.state == "half-open"
    assert breaker.state == "half-open"
    succeed(breaker)

    fail(breaker)
    clock.advance(30)
    succeed(breaker)
    assert breaker.state == "closed"

    recovery = random.randrange(2, 4000) / 4
    other = answer.CircuitBreaker(1, recovery, clock=clock.read)
    fail(other)
    clock.advance(recovery - 0.25)
    assert other.state == "open"
    clock.advance(0.25)
    assert other.state == "half-open"


def test_successful_trial_closes():
    """A successful trial closes the breaker with a fresh count"""
    clock = Clock()
    breaker = make(clock, 2)
    fail(breaker)
    fail(breaker)
    clock.advance(31)
    succeed(breaker)
    assert breaker.state == "closed"
    fail(breaker)
    assert breaker.state == "closed"
    fail(breaker)
    assert breaker.state == "open"


def test_failed_trial_opens_for_the_full_time():
    """A failed trial opens the breaker again for the full recovery time"""
    clock = Clock()
    breaker = make(clock, 3)
    for _ in range(3):
        fail(breaker)
    for _ in range(2):
        clock.advance(40)
        fail(breaker)
        assert breaker.state == "open"
        clock.advance(10)
        assert refusal(breaker).retry_after == 20.0
    clock.advance(21)
    assert breaker.state == "half-open"


def test_one_trial_at_a_time():
    """While the trial runs, other calls are refused with nothing left to wait"""
    clock = Clock()
    breaker = make(clock, 1)
    fail(breaker)
    clock.advance(31)
    seen = []

    def trial():
        seen.append(breaker.state)
        seen.append(refusal(breaker).retry_after)
        seen.append(refusal(breaker).retry_after)
        clock.advance(100)
        seen.append(breaker.state)
        seen.append(refusal(breaker).retry_after)
        return "back"

    assert breaker.call(trial) == "back"
    assert seen == ["half-open", 0, 0, "half-open", 0]
    assert breaker.state == "closed"

    def nested():
        succeed(breaker)
        return "both"

    assert breaker.call(nested) == "both"


@pytest.mark.points(2)
def test_other_exceptions_count_as_successes():
    """Only the counted exceptions and their subclasses are failures; any other Exception is a success"""
    clock = Clock()
    breaker = make(clock, 2, counted=(ConnectionError, TimeoutError))
    for _ in range(3):
        fail(breaker, ValueError)
    assert breaker.state == "closed"
    fail(breaker, ConnectionRefusedError)
    fail(breaker, ValueError)
    fail(breaker, TimeoutError)
    assert breaker.state == "closed"
    fail(breaker, ConnectionRefusedError)
    assert breaker.state == "open"
    clock.advance(31)
    fail(breaker, ValueError)
    assert breaker.state == "closed"

    single = make(clock, 1, counted=ConnectionError)
    fail(single, OSError)
    assert single.state == "closed"
    fail(single, ConnectionResetError)
    assert single.state == "open"

    default = make(clock, 1)
    fail(default, ValueError)
    assert default.state == "open"


@pytest.mark.points(2)
def test_interrupted_call_says_nothing():
    """An interrupted call changes no count, and an interrupted trial leaves room for the next"""
    clock = Clock()
    breaker = make(clock, 2)
    fail(breaker)
    interrupt(breaker)
    assert breaker.state == "closed"
    fail(breaker)
    assert breaker.state == "open"
    clock.advance(31)
    interrupt(breaker)
    assert breaker.state == "half-open"

    def next_trial():
        refusal(breaker)
        return "back"

    assert breaker.call(next_trial) == "back"
    assert breaker.state == "closed"


@pytest.mark.points(3)
@pytest.mark.parametrize("late_error", [None, ConnectionError("late"), ValueError("late")])
@pytest.mark.parametrize("meanwhile", ["opened", "half-open", "closed again"])
def test_late_outcome_is_ignored(meanwhile, late_error):
    """Ignores the outcome of a call that was let through before the state changed"""
    clock = Clock()
    breaker = make(clock, 2, counted=ConnectionError)

    def slow():
        fail(breaker)
        fail(breaker)
        if meanwhile == "half-open":
            clock.advance(31)
        if meanwhile == "closed again":
            clock.advance(31)
            succeed(breaker)
            fail(breaker)
        if meanwhile == "opened":
            clock.advance(10)
        if late_error is not None:
            raise late_error
        return "late"

    if late_error is None:
        assert breaker.call(slow) == "late"
    else:
        with pytest.raises(type(late_error), match="^late$"):
            breaker.call(slow)

    if meanwhile == "opened":
        assert breaker.state == "open"
        assert refusal(breaker).retry_after == 20.0
    elif meanwhile == "half-open":
        assert breaker.state == "half-open"
    else:
        # One failure has come since it closed, and the late outcome is neither a second one nor a success.
        assert breaker.state == "closed"
        fail(breaker)
        assert breaker.state == "open"


def test_decorator():
    """A decorated function keeps its name and goes through the shared breaker"""
    breaker = make(Clock(), 2)
    calls = []

    @breaker
    def price(item, currency="EUR"):
        """The price of an item."""
        calls.append((item, currency))
        return 3

    @breaker
    def order(item):
        raise ConnectionError(item)

    assert price.__name__ == "price"
    assert price.__doc__ == "The price of an item."
    assert price("apple", currency="CHF") == 3
    for _ in range(2):
        with pytest.raises(ConnectionError, match="^pear$"):
            order("pear")
    with pytest.raises(answer.CircuitOpenError, match="circuit is open"):
        price("apple")
    assert calls == [("apple", "CHF")]


def test_guard():
    """A guarded block is a call: refused on entry, judged when it is left"""
    clock = Clock()
    breaker = make(clock, 2)
    ran = []

    def failing_block():
        with pytest.raises(ConnectionError, match="^block$"):
            with breaker.guard():
                raise ConnectionError("block")

    failing_block()
    with breaker.guard():
        ran.append("success")
    failing_block()
    assert breaker.state == "closed"

    entered_later = breaker.guard()
    failing_block()
    assert breaker.state == "open"
    with pytest.raises(answer.CircuitOpenError) as caught, entered_later:
        ran.append("refused")
    assert caught.value.retry_after == 30.0

    clock.advance(31)
    with breaker.guard():
        refusal(breaker)
        ran.append("trial")
    assert breaker.state == "closed"
    assert ran == ["success", "trial"]


@pytest.mark.parametrize(
    "threshold, recovery",
    [(0, 30.0), (-1, 30.0), (3, 0), (3, -5.0)],
)
def test_settings_are_checked(threshold, recovery):
    """Rejects a threshold below 1 and a recovery time that isn't positive"""
    answer.CircuitBreaker(1, 0.5)
    with pytest.raises(ValueError):
        answer.CircuitBreaker(threshold, recovery)
