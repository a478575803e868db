"""A job is a list of outcomes, one for each attempt; it writes down its attempts and pauses in the order in which they happen."""

import random
import time

import pytest
from answer import retry

ATTEMPT = "attempt"


class Job:
    def __init__(self, *outcomes) -> None:
        self.outcomes = [*outcomes]
        self.events = []

    def operation(self):
        self.events.append(ATTEMPT)
        if len(self.events) > 100:
            pytest.fail("more than 100 attempts and pauses")
        if not self.outcomes:
            raise LookupError("an attempt too many")
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    def sleep(self, seconds) -> None:
        self.events.append(seconds)


def resets(number: int) -> list[ConnectionResetError]:
    return [ConnectionResetError(f"reset {each}") for each in range(1, number + 1)]


def between(*pauses) -> list:
    """The events of attempts with these pauses between them."""
    events = [ATTEMPT]
    for pause in pauses:
        events += [pause, ATTEMPT]
    return events


def raised(error: BaseException, job: Job, attempts=5, pause=1.0, retry_on=ConnectionResetError, **options) -> None:
    """This call must raise that very error."""
    with pytest.raises(type(error)) as caught:
        retry(job.operation, attempts, pause, retry_on, sleep=job.sleep, **options)
    assert caught.value is error


@pytest.mark.sample
def test_first_attempt():
    """If the first attempt raises nothing, its result is returned, and there is no pause"""
    job = Job("11.53")
    assert retry(job.operation, 3, 1.0, ConnectionResetError, sleep=job.sleep) == "11.53"
    assert job.events == [ATTEMPT]


@pytest.mark.sample
def test_further_attempt():
    """After a failed attempt comes a pause and the next attempt, until one raises nothing"""
    for failures, pauses in ((1, [0.5]), (2, [0.5, 1.0])):
        job = Job(*resets(failures), {"SEK": 11.53})
        assert retry(job.operation, 5, 0.5, ConnectionResetError, sleep=job.sleep) == {"SEK": 11.53}
        assert job.events == between(*pauses)


def test_any_result():
    """None, False, 0 and an empty list are results like any other"""
    for result in (None, False, 0, "", [], {}, 0.0):
        for failures in (0, 1):
            job = Job(*resets(failures), result, "of an attempt too many")
            assert retry(job.operation, 3, 0.5, ConnectionResetError, sleep=job.sleep) == result
            assert job.events == between(*[0.5] * failures)


def test_too_few_attempts():
    """With attempts below 1 it raises ValueError and doesn't call operation"""
    for attempts in (0, -1, -10):
        job = Job("11.53")
        with pytest.raises(ValueError):
            retry(job.operation, attempts, 1.0, ConnectionResetError, sleep=job.sleep)
        assert job.events == []


@pytest.mark.sample
def test_last_error():
    """If the last attempt fails, what it raised is raised, that very exception, without a pause after it"""
    for attempts, pauses in ((1, []), (2, [2.0]), (3, [2.0, 4.0])):
        errors = resets(attempts)
        job = Job(*errors)
        raised(errors[-1], job, attempts, 2.0)
        assert job.events == between(*pauses)


@pytest.mark.points(2)
def test_other_errors():
    """Any other exception goes to the caller at once, without a pause or another attempt"""
    for retry_on in (ConnectionResetError, (TimeoutError, ConnectionResetError)):
        for error in (ValueError("not a rate"), KeyError("SEK"), OSError("no disk"), ConnectionError("refused"), Exception("?")):
            job = Job(error, "11.53")
            raised(error, job, retry_on=retry_on)
            assert job.events == [ATTEMPT]
            job = Job(*resets(2), error, "11.53")
            raised(error, job, retry_on=retry_on)
            assert job.events == between(1.0, 2.0)


def test_subclasses():
    """All exceptions in a tuple and their subclasses are tried again"""
    for retry_on in (OSError, Exception, (ConnectionError, TimeoutError), (ValueError, OSError)):
        job = Job(ConnectionResetError("reset"), TimeoutError("slow"), BrokenPipeError("broken"), "11.53")
        assert retry(job.operation, 4, 1.0, retry_on, sleep=job.sleep) == "11.53"
        assert job.events == between(1.0, 2.0, 4.0)


@pytest.mark.points(2)
def test_interrupt():
    """KeyboardInterrupt goes to the caller at once, also with retry_on=Exception"""
    for error in (KeyboardInterrupt(), SystemExit(1)):
        for retry_on in (Exception, ConnectionResetError, (OSError, ValueError)):
            job = Job(error, "11.53")
            raised(error, job, retry_on=retry_on)
            assert job.events == [ATTEMPT]
            job = Job(*resets(1), error, "11.53")
            raised(error, job, retry_on=retry_on)
            assert job.events == between(1.0)


def test_pauses_double():
    """Each further pause is twice as long as the one before"""
    job = Job(*resets(6), "11.53")
    assert retry(job.operation, 7, 0.25, ConnectionResetError, sleep=job.sleep) == "11.53"
    assert job.events == between(0.25, 0.5, 1.0, 2.0, 4.0, 8.0)
    job = Job(*resets(4), "11.53")
    assert retry(job.operation, 5, 3, ConnectionResetError, sleep=job.sleep) == "11.53"
    assert job.events == between(3, 6, 12, 24)


@pytest.mark.points(2)
def test_cap():
    """No pause is longer than the cap, not even the first"""
    for pause, cap, pauses in (
        (1.0, 5.0, [1.0, 2.0, 4.0, 5.0, 5.0, 5.0]),
        (1.0, 4.0, [1.0, 2.0, 4.0, 4.0, 4.0]),
        (8.0, 8.0, [8.0, 8.0, 8.0]),
        (10.0, 3.0, [3.0, 3.0, 3.0]),
        (0.5, 0.75, [0.5, 0.75, 0.75]),
    ):
        job = Job(*resets(len(pauses)), "11.53")
        assert retry(job.operation, len(pauses) + 1, pause, ConnectionResetError, cap=cap, sleep=job.sleep) == "11.53"
        assert job.events == between(*pauses)
    errors = resets(9)
    job = Job(*errors)
    raised(errors[-1], job, 9)
    assert job.events == between(1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0, 60.0)


def test_real_sleep():
    """Without a sleep of the caller's it waits with time.sleep"""
    job = Job(*resets(3), "11.53")
    begin = time.monotonic()
    assert retry(job.operation, 4, 1.0, ConnectionResetError) == "11.53"
    assert 7 <= time.monotonic() - begin < 7.5
    assert job.events == [ATTEMPT] * 4


@pytest.mark.points(2)
def test_random_failures():
    """Any number of failures has the attempts and pauses that the rules say, and each call begins anew"""
    for attempts in range(1, 6):
        for failures in range(attempts + 1):
            pause = random.randrange(1, 80) / 8
            for cap in (pause / 2, pause * 5, pause * 1000):
                errors = resets(failures)
                rate = random.random()
                job = Job(*errors, rate)
                if failures < attempts:
                    assert retry(job.operation, attempts, pause, (ConnectionError, TimeoutError), cap=cap, sleep=job.sleep) == rate
                else:
                    raised(errors[-1], job, attempts, pause, (ConnectionError, TimeoutError), cap=cap)
                pauses = [min(cap, pause * 2**number) for number in range(min(failures, attempts - 1))]
                assert job.events == between(*pauses)
