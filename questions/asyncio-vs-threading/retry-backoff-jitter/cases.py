"""Cases for Retries. A `Server` plays a script and notes when attempts begin and end; the dice are loaded."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

import pytest
from answer import Retries, Throttled


def at(seconds):
    """A time on the virtual clock, where computing costs microseconds."""
    return pytest.approx(seconds, abs=0.05)


@dataclass
class Attempt:
    """How an attempt goes: it takes some seconds, or waits for a gate, then raises or returns.

    If it is cancelled, it cleans up for some seconds, and then raises `afterwards` instead of CancelledError.
    """

    error: Exception | None = None
    seconds: float = 0.0
    gate: asyncio.Event | None = None
    cleanup: float = 0.0
    afterwards: Exception | None = None
    result: Any = "fine"


class Server:
    """Its attempts go as in the script; when that is over, they succeed."""

    def __init__(self, *script: Attempt | Exception) -> None:
        self.script = [step if isinstance(step, Attempt) else Attempt(step) for step in script]
        self.opened = time.monotonic()
        self.begun: list[float] = []
        self.ended: list[float] = []
        self.cancelled = 0

    def now(self) -> float:
        return time.monotonic() - self.opened

    async def attempt(self) -> Any:
        step = self.script.pop(0) if self.script else Attempt()
        self.begun.append(self.now())
        try:
            if step.gate is not None:
                await step.gate.wait()
            elif step.seconds:
                await asyncio.sleep(step.seconds)
            if step.error is not None:
                raise step.error
            return step.result
        except asyncio.CancelledError:
            self.cancelled += 1
            if step.cleanup:
                await asyncio.sleep(step.cleanup)
            if step.afterwards is not None:
                raise step.afterwards from None
            raise
        finally:
            self.ended.append(self.now())

    def is_left_alone(self) -> bool:
        """No attempt runs, and no task is left but the case's own."""
        return len(self.begun) == len(self.ended) and len(asyncio.all_tasks()) == 1


class Dice:
    """A `random` whose numbers are known; the last one comes again and again."""

    def __init__(self, *numbers: float) -> None:
        self.numbers = numbers
        self.asked = 0

    def __call__(self) -> float:
        self.asked += 1
        return self.numbers[min(self.asked, len(self.numbers)) - 1]


def retries(*numbers: float, **settings: float) -> Any:
    return Retries(**{"base": 1.0, "cap": 60.0, "patience": 100.0, **settings}, random=Dice(*numbers or (0.5,)))


def down(number: int = 1) -> list[Exception]:
    return [ConnectionResetError(f"failure {n}") for n in range(1, number + 1)]


async def fails(call: Any, error: Exception) -> None:
    """The call raises that very error."""
    with pytest.raises(type(error)) as caught:
        await call
    assert caught.value is error


async def is_cancelled(call: asyncio.Task) -> None:
    """The call ends with CancelledError."""
    with pytest.raises(asyncio.CancelledError):
        await call
    assert call.cancelled() is True


@pytest.mark.sample
@pytest.mark.parametrize("result", ["fine", None, False, 0], ids=str)
async def test_first_attempt_is_enough(result):
    """what the first attempt returns is returned, whatever it is, without any sleep"""
    server, dice = Server(Attempt(seconds=1, result=result)), Dice(0.5)
    returned = await Retries(random=dice).call(server.attempt, 10)
    assert (type(returned), returned) == (type(result), result)
    assert server.begun == [at(0)]
    assert server.now() == at(1)
    assert dice.asked == 0


@pytest.mark.sample
async def test_full_jitter():
    """after each failure the call sleeps for a new random part of a time that doubles"""
    server, dice = Server(*down(4)), Dice(0.5, 0.0, 0.25, 0.75)
    assert await Retries(base=2.0, cap=60.0, random=dice).call(server.attempt, 100) == "fine"
    assert server.begun == [at(0), at(1), at(1), at(3), at(15)]
    assert dice.asked == 4


async def test_jitter_is_capped():
    """the time that the jitter is a part of never exceeds the cap"""
    server = Server(*down(4))
    assert await retries(0.5, cap=3.0).call(server.attempt, 100) == "fine"
    assert server.begun == [at(0), at(0.5), at(1.5), at(3), at(4.5)]

    server = Server(*down(2))
    assert await retries(0.5, base=5.0, cap=2.0).call(server.attempt, 100) == "fine"
    assert server.begun == [at(0), at(1), at(2)]

    server = Server(*down(9))
    assert await Retries(random=Dice(0.5)).call(server.attempt, 100) == "fine"
    assert server.begun == [at(seconds) for seconds in (0, 0.05, 0.15, 0.35, 0.75, 1.55, 3.15, 6.35, 11.35, 16.35)]

    server = Server(*down(100))
    assert await retries(0.5, cap=1.0).call(server.attempt, 1000) == "fine"
    assert len(server.begun) == 101
    assert server.begun[-1] - server.begun[-2] == at(0.5)


async def test_each_call_counts_for_itself():
    """calls at the same time each count their own failures, from the beginning"""
    shared = retries(0.5, base=2.0)
    first, second = Server(*down(3)), Server(Attempt(seconds=2), Attempt(down()[0], seconds=0.25))
    calls = [shared.call(first.attempt, 100), shared.call(second.attempt, 100)]
    assert await asyncio.gather(*calls) == ["fine", "fine"]
    assert first.begun == [at(0), at(1), at(3), at(7)]
    assert await shared.call(second.attempt, 100) == "fine"
    assert second.begun[1:] == [at(7), at(8.25)]


@pytest.mark.schedules(16)
async def test_sleeps_overlap():
    """calls that sleep don't keep each other waiting"""
    shared = retries(0.5, base=2.0)
    servers = [Server(*down(2)) for _ in range(3)]
    assert await asyncio.gather(*(shared.call(server.attempt, 100) for server in servers)) == ["fine"] * 3
    assert [server.begun for server in servers] == [[at(0), at(1), at(3)]] * 3


@pytest.mark.parametrize("kind", [ConnectionError, ConnectionRefusedError, TimeoutError, Throttled])
async def test_what_is_retried(kind):
    """connection errors, timeouts and refusals are retried"""
    server = Server(kind())
    assert await retries(0.5).call(server.attempt, 10) == "fine"
    assert server.begun == [at(0), at(0.5)]


@pytest.mark.parametrize("kind", [ValueError, OSError, PermissionError, RuntimeError, ExceptionGroup])
async def test_what_is_not_retried(kind):
    """any other exception goes to the caller at once"""
    error = kind("several", down(2)) if kind is ExceptionGroup else kind("no use")
    server = Server(*down(), error)
    await fails(retries(0.5).call(server.attempt, 10), error)
    assert server.begun == [at(0), at(0.5)]
    assert server.now() == at(0.5)


@pytest.mark.parametrize("afterwards", [None, ConnectionAbortedError("clean-up failed")], ids=["cancelled", "raises"])
async def test_patience(afterwards):
    """an attempt that takes too long is cancelled, waited for, and has failed"""
    server = Server(Attempt(seconds=50, cleanup=1, afterwards=afterwards), *down())
    assert await retries(0.5, base=2.0, patience=3.0).call(server.attempt, 100) == "fine"
    assert server.begun == [at(0), at(5), at(7)]
    assert server.ended == [at(4), at(5), at(7)]

    server = Server(Attempt(seconds=50))
    assert await Retries(random=Dice(0.5)).call(server.attempt, 100) == "fine"
    assert server.begun == [at(0), at(5.05)]

    error = PermissionError("not even cleaning up")
    server = Server(Attempt(seconds=50, afterwards=error))
    await fails(retries(patience=3.0).call(server.attempt, 100), error)
    assert server.now() == at(3)


async def test_gives_up_instead_of_sleeping_in_vain():
    """a sleep that would last until the deadline is not begun: the call raises its last exception at once"""
    errors = down(4)
    server = Server(*errors)
    await fails(retries(0.5, base=2.0).call(server.attempt, 6.5), errors[2])
    assert server.begun == [at(0), at(1), at(3)]
    assert server.now() == at(3)

    server = Server(*down(3))
    assert await retries(0.5, base=2.0).call(server.attempt, 7.5) == "fine"


async def test_attempt_is_cut_at_the_deadline():
    """an attempt that runs at the deadline is cancelled and waited for; its exception is raised"""
    server = Server(*down(), Attempt(seconds=50, cleanup=1))
    with pytest.raises(TimeoutError):
        await retries(0.0, patience=30.0).call(server.attempt, 5)
    assert server.ended == [at(0), at(6)]
    assert server.is_left_alone() is True

    error = ConnectionAbortedError("clean-up failed")
    server = Server(Attempt(seconds=50, afterwards=error))
    await fails(retries(0.0).call(server.attempt, 5), error)
    assert server.begun == [at(0)]
    assert server.now() == at(5)


async def test_cancelled_in_an_attempt():
    """a cancelled call cancels its attempt, waits for its clean-up, and makes no other one"""
    server = Server(Attempt(seconds=50, cleanup=1))
    call = asyncio.create_task(retries().call(server.attempt, 100))
    await asyncio.sleep(2)
    call.cancel()
    await is_cancelled(call)
    assert server.ended == [at(3)]
    assert server.cancelled == 1
    assert server.is_left_alone() is True


@pytest.mark.parametrize("error", [ConnectionResetError("reset"), Throttled(9)], ids=["jitter", "pause"])
async def test_cancelled_in_a_sleep(error):
    """a call that is cancelled while it sleeps ends at once"""
    server = Server(error)
    call = asyncio.create_task(retries(0.5, base=16.0).call(server.attempt, 100))
    await asyncio.sleep(2)
    call.cancel()
    await is_cancelled(call)
    assert server.now() == at(2)
    assert server.is_left_alone() is True


@pytest.mark.parametrize("kind", [ConnectionAbortedError, TimeoutError, Throttled, ValueError])
async def test_cancelled_attempt_that_raises(kind):
    """a cancelled call ends with CancelledError, without another attempt, whatever its attempt raises then"""
    server = Server(Attempt(seconds=50, cleanup=1, afterwards=kind()))
    call = asyncio.create_task(retries(0.0).call(server.attempt, 100))
    await asyncio.sleep(2)
    call.cancel()
    await is_cancelled(call)
    assert server.begun == [at(0)]
    assert server.now() == at(3)
    assert server.is_left_alone() is True


@pytest.mark.schedules(32)
async def test_cancelled_as_an_attempt_fails():
    """a call that is cancelled at the moment at which its attempt fails ends with CancelledError, without another attempt"""
    gate = asyncio.Event()
    server = Server(Attempt(down()[0], gate=gate))
    call = asyncio.create_task(retries(0.5).call(server.attempt, 100))
    await asyncio.sleep(1)
    gate.set()
    await asyncio.sleep(0)
    call.cancel()
    await is_cancelled(call)
    assert server.begun == [at(0)]
    assert server.now() == at(1)
    assert server.is_left_alone() is True


@pytest.mark.parametrize("first", [Attempt(seconds=50), ConnectionResetError("reset"), Throttled(50)], ids=["attempt", "jitter", "pause"])
async def test_callers_timeout(first):
    """under a shorter asyncio.timeout of its own, the caller gets TimeoutError at that time"""
    server = Server(first)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(3):
            await retries(0.5, base=20.0).call(server.attempt, 100)
    assert server.begun == [at(0)]
    assert server.now() == at(3)
    assert server.is_left_alone() is True


@pytest.mark.sample
async def test_throttled():
    """a call that is throttled sleeps as long as it was told, and then for the jitter"""
    server = Server(Throttled(10), Throttled(20), Throttled())
    assert await retries(0.5, base=2.0).call(server.attempt, 100) == "fine"
    assert server.begun == [at(0), at(11), at(33), at(37)]


@pytest.mark.schedules(16)
async def test_pause_holds_up_all_calls():
    """no attempt begins in a pause, neither a first one nor another one; those that run go on"""
    shared = retries(0.5, base=2.0)
    throttled, failing = Server(Attempt(Throttled(10), seconds=1)), Server(Attempt(down()[0], seconds=2))
    running, new = Server(Attempt(seconds=5)), Server()

    async def later():
        await asyncio.sleep(3)
        return await shared.call(new.attempt, 100)

    calls = [shared.call(server.attempt, 100) for server in (running, failing, throttled)]
    assert await asyncio.gather(*calls, later()) == ["fine"] * 4
    assert throttled.begun == [at(0), at(12)]
    assert failing.begun == [at(0), at(12)]
    assert running.ended == [at(5)]
    assert new.begun == [at(12)]


async def test_pause_that_grows():
    """a call that sleeps for a pause goes on sleeping if that has become longer meanwhile"""
    shared = retries(0.5, base=2.0)
    first, second, third = Server(Attempt(Throttled(4), seconds=1)), Server(Attempt(Throttled(10), seconds=3)), Server()

    async def later():
        await asyncio.sleep(2)
        return await shared.call(third.attempt, 100)

    assert await asyncio.gather(shared.call(first.attempt, 100), shared.call(second.attempt, 100), later()) == ["fine"] * 3
    assert first.begun == [at(0), at(14)]
    assert second.begun == [at(0), at(14)]
    assert third.begun == [at(14)]


async def test_shorter_pause_changes_nothing():
    """a shorter pause doesn't end a longer one"""
    shared = retries(0.5, base=2.0)
    first, second = Server(Attempt(Throttled(10), seconds=1)), Server(Attempt(Throttled(2), seconds=3))
    assert await asyncio.gather(shared.call(first.attempt, 100), shared.call(second.attempt, 100)) == ["fine", "fine"]
    assert first.begun == [at(0), at(12)]
    assert second.begun == [at(0), at(12)]


async def test_pause_found_after_a_sleep():
    """a call that finds a pause after its jitter sleeps for it, and for a new jitter"""
    shared = retries(0.5, base=8.0)
    first, second, third = Server(*down()), Server(Attempt(Throttled(10), seconds=3)), Server(Attempt(Throttled(5), seconds=15))
    calls = [shared.call(server.attempt, 100) for server in (first, second, third)]
    assert await asyncio.gather(*calls) == ["fine"] * 3
    # The first one finds one pause (3 to 13) after its jitter, the other one (15 to 20) after its new jitter.
    assert first.begun == [at(0), at(24)]
    assert second.begun == [at(0), at(24)]
    assert third.begun == [at(0), at(24)]


async def test_pause_beyond_the_deadline():
    """a call whose deadline comes before the end of the pause gives up at once"""
    shared = retries(0.5, base=8.0)
    error = Throttled(20)
    server, other, new = Server(error), Server(down()[0]), Server()
    waiting = asyncio.create_task(shared.call(other.attempt, 19))
    await asyncio.sleep(1)
    await fails(shared.call(server.attempt, 15), error)
    with pytest.raises(TimeoutError):
        await shared.call(new.attempt, 15)
    assert server.now() == at(1)
    assert new.begun == []
    with pytest.raises(ConnectionResetError):
        await waiting
    assert server.now() == at(4)


async def test_pause_outlives_a_cancelled_call():
    """the pause ends in time although the call that was throttled has been cancelled"""
    shared = retries(0.5, base=2.0)
    throttled, other = Server(Attempt(Throttled(10), seconds=1)), Server(Attempt(down()[0], seconds=1.5))
    call = asyncio.create_task(shared.call(throttled.attempt, 100))
    waiting = asyncio.create_task(shared.call(other.attempt, 100))
    await asyncio.sleep(2)
    call.cancel()
    await is_cancelled(call)
    assert await waiting == "fine"
    assert other.begun == [at(0), at(12)]


async def test_another_server():
    """the pause of one Retries is none for another one"""
    server, other = Server(Throttled(10)), Server()
    call = asyncio.create_task(retries().call(server.attempt, 100))
    await asyncio.sleep(1)
    assert await retries().call(other.attempt, 100) == "fine"
    assert other.now() == at(1)
    assert await call == "fine"
