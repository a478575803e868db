"""Cases for gather_limited. `Work` notes when jobs are taken, begin and end; gates let several things happen at one moment."""

import asyncio
import time
from collections.abc import Callable

import pytest
from answer import gather_limited


def at(seconds):
    """A time on the virtual clock, where computing costs microseconds."""
    return pytest.approx(seconds, abs=0.05)


class Work:
    """Makes jobs and watches them. A job has ended when its coroutine has, clean-up included."""

    def __init__(self) -> None:
        self.begin = time.monotonic()
        self.called: list[str] = []
        self.called_at: list[float] = []
        self.ended: list[str] = []
        self.cancelled: list[str] = []
        self.called_after_failure: list[str] = []
        self.failed = False
        self.running = 0
        self.most = 0

    def now(self) -> float:
        return time.monotonic() - self.begin

    def job(self, name, seconds=1.0, result=None, error=None, gate=None, cleanup=0.0, afterwards=None) -> Callable:
        """A job that takes some seconds (or waits for a gate), then returns or raises.

        If it is cancelled, it cleans up for some seconds; then it raises or returns `afterwards` instead of CancelledError.
        """

        async def run():
            self.running += 1
            self.most = max(self.most, self.running)
            try:
                if gate is None:
                    await asyncio.sleep(seconds)
                else:
                    await gate.wait()
                if error is not None:
                    self.failed = True
                    raise error
                return name if result is None else result
            except asyncio.CancelledError:
                self.cancelled.append(name)
                await asyncio.sleep(cleanup)
                if isinstance(afterwards, Exception):
                    raise afterwards from None
                if afterwards is not None:
                    return afterwards
                raise
            finally:
                self.running -= 1
                self.ended.append(name)

        def start():
            self.called.append(name)
            self.called_at.append(self.now())
            if self.failed:
                self.called_after_failure.append(name)
            return run()

        return start


def others() -> int:
    """How many tasks there are beside the case's own."""
    return len(asyncio.all_tasks()) - 1


async def fails(call, error) -> None:
    """The call raises that very error, not one like it and not a group around it."""
    with pytest.raises(type(error)) as caught:
        await call
    assert caught.value is error


@pytest.mark.sample
async def test_results_in_order():
    """results come in the order of the jobs, whichever ends first"""
    work = Work()
    jobs = [work.job("a", 0.3), work.job("b", 0.1), work.job("c", 0.2)]
    assert await gather_limited(jobs, 3) == ["a", "b", "c"]
    assert work.ended == ["b", "c", "a"]
    assert work.now() == at(0.3)


@pytest.mark.sample
async def test_limit_is_used_and_kept():
    """as many jobs run at once as the limit allows, never more"""
    work = Work()
    names = [f"job {number}" for number in range(7)]
    assert await gather_limited([work.job(name) for name in names], 3) == names
    assert work.most == 3
    assert work.called == names
    assert work.now() == at(3)


async def test_any_result_is_a_result():
    """whatever a job returns is its result, also an exception or something falsy"""
    work = Work()
    returned = ValueError("not raised")
    jobs = [work.job("a", result=returned), work.job("b", result=False), work.job("c", result=0), work.job("d", result=[])]

    async def nothing():
        return None

    results = await gather_limited([*jobs, lambda: nothing()], 2)
    assert list(results) == [returned, False, 0, [], None]
    assert await gather_limited([], 2) == []
    assert await gather_limited(iter(()), 1) == []
    assert await gather_limited([work.job("e", 0.1)], 100) == ["e"]


async def test_next_begins_when_any_ends():
    """the next job begins as soon as any running one has ended"""
    work = Work()
    jobs = [work.job("slow", 3), work.job("b"), work.job("c"), work.job("d"), work.job("e")]
    assert await gather_limited(jobs, 2) == ["slow", "b", "c", "d", "e"]
    assert work.called_at == [at(0), at(0), at(1), at(2), at(3)]
    assert work.now() == at(4)


@pytest.mark.schedules(40)
async def test_several_end_at_the_same_moment():
    """when several jobs end at the same moment, as many begin, never more"""
    work = Work()
    gates = [asyncio.Event(), asyncio.Event()]
    names = [f"job {number}" for number in range(4)]
    jobs = [work.job(name, gate=gates[number // 2]) for number, name in enumerate(names)]
    call = asyncio.create_task(gather_limited(jobs, 2))
    for number, gate in enumerate(gates):
        await asyncio.sleep(0.1)
        assert work.called == names[: 2 * number + 2]
        gate.set()
    assert await call == names
    assert work.most == 2


async def test_each_call_has_its_own_limit():
    """two calls at the same time don't share a limit"""
    first, second = Work(), Work()
    calls = [gather_limited([work.job("a"), work.job("b"), work.job("c"), work.job("d")], 2) for work in (first, second)]
    assert await asyncio.gather(*calls) == [["a", "b", "c", "d"]] * 2
    assert (first.most, second.most) == (2, 2)
    assert first.now() == at(2)


async def test_jobs_are_taken_when_they_can_begin():
    """a job is taken from the iterable when it can begin, not before"""
    work = Work()
    taken = []

    def jobs():
        for number in range(6):
            taken.append((number, len(work.ended)))
            yield work.job(f"job {number}", seconds=1 + number / 10)

    assert await gather_limited(jobs(), 2) == [f"job {number}" for number in range(6)]
    assert taken == [(0, 0), (1, 0), (2, 1), (3, 2), (4, 3), (5, 4)]
    assert work.called == [f"job {number}" for number in range(6)]


@pytest.mark.parametrize("limit", [0, -1])
async def test_limit_below_one(limit):
    """a limit below 1 is a ValueError, and no job is taken"""
    work = Work()
    jobs = iter([work.job("a")])
    with pytest.raises(ValueError):
        await gather_limited(jobs, limit)
    assert work.called == []
    assert [job is not None for job in jobs] == [True]


@pytest.mark.sample
async def test_first_failure_ends_the_call():
    """the first failure cancels what runs, begins nothing more, and is raised"""
    work = Work()
    error = ConnectionError("supplier is gone")
    jobs = [work.job("long", 9), work.job("bad", 1, error=error), work.job("waiting")]
    await fails(gather_limited(jobs, 2), error)
    assert work.called == ["long", "bad"]
    assert work.cancelled == ["long"]
    assert work.now() == at(1)


async def test_last_one_fails():
    """a job that fails when no other runs ends the call like any other, the last one, too"""
    for limit in (1, 2, 5):
        work = Work()
        error = ConnectionError("supplier is gone")
        await fails(gather_limited([work.job("good"), work.job("bad", 3, error=error)], limit), error)
        assert work.ended == ["good", "bad"]
        assert others() == 0


async def test_failure_waits_for_clean_up():
    """after a failure the call waits until the cancelled jobs have cleaned up, and leaves no task behind"""
    work = Work()
    error = ConnectionError("supplier is gone")
    jobs = [work.job("long", 9, cleanup=0.5), work.job("bad", 1, error=error), work.job("longer", 9, cleanup=0.7), work.job("waiting")]
    await fails(gather_limited(jobs, 3), error)
    assert work.ended == ["bad", "long", "longer"]
    assert work.now() == at(1.7)
    assert others() == 0


@pytest.mark.parametrize("afterwards", [KeyError("clean-up failed"), "a late result"], ids=["raises", "returns"])
async def test_clean_up_does_not_replace_the_failure(afterwards):
    """whatever a cancelled job raises or returns, the first failure is raised"""
    work = Work()
    error = ConnectionError("supplier is gone")
    jobs = [work.job("long", 9, afterwards=afterwards), work.job("bad", 1, error=error), work.job("longer", 9, cleanup=0.5, afterwards=afterwards)]
    await fails(gather_limited(jobs, 3), error)
    assert sorted(work.cancelled) == ["long", "longer"]
    assert others() == 0


async def test_call_of_a_job_raises():
    """a job whose call raises has failed like any other"""
    work = Work()
    error = TypeError("no such supplier")

    def bad():
        raise error

    await fails(gather_limited([work.job("long", 9, cleanup=0.5), work.job("short"), bad, work.job("waiting")], 2), error)
    assert work.called == ["long", "short"]
    assert work.ended == ["short", "long"]
    assert work.now() == at(1.5)
    assert others() == 0


async def test_iterable_raises():
    """an error of the iterable itself is a failure, too"""
    work = Work()
    error = OSError("the queue is gone")

    def jobs():
        yield work.job("long", 9, cleanup=0.5)
        yield work.job("short")
        raise error

    await fails(gather_limited(jobs(), 2), error)
    assert work.ended == ["short", "long"]
    assert work.now() == at(1.5)
    assert others() == 0


async def test_nothing_begins_after_a_failure():
    """no job is taken once one has failed, even if others end at the same moment"""
    work = Work()
    gate = asyncio.Event()
    error = ConnectionError("supplier is gone")
    together = [work.job("good", gate=gate), work.job("bad", gate=gate, error=error), work.job("fine", gate=gate)]
    jobs = iter([*together, *(work.job(f"waiting {number}") for number in range(4))])
    call = asyncio.create_task(gather_limited(jobs, 3))
    await asyncio.sleep(0.1)
    gate.set()
    await fails(call, error)
    assert work.called_after_failure == []
    assert len(list(jobs)) == 7 - len(work.called)
    assert others() == 0


async def test_two_fail_at_the_same_moment():
    """if two jobs fail at the same moment, one of the errors is raised and the other one is dropped"""
    work = Work()
    gate = asyncio.Event()
    errors = [ConnectionError("first"), ConnectionError("second")]
    jobs = [work.job("a", gate=gate, error=errors[0]), work.job("b", gate=gate, error=errors[1]), work.job("long", 9, cleanup=0.5)]
    call = asyncio.create_task(gather_limited(jobs, 3))
    await asyncio.sleep(0.1)
    gate.set()
    with pytest.raises(ConnectionError) as caught:
        await call
    assert any(caught.value is error for error in errors)
    assert sorted(work.ended) == ["a", "b", "long"]
    assert others() == 0


async def test_cancelled_call_cancels_its_jobs():
    """a cancelled call cancels its jobs, waits for their clean-up, and begins nothing more"""
    work = Work()
    jobs = iter([work.job("long", 9, cleanup=0.5), work.job("longer", 9, cleanup=0.7), work.job("waiting")])
    call = asyncio.create_task(gather_limited(jobs, 2))
    await asyncio.sleep(1)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert call.cancelled() is True
    assert work.ended == ["long", "longer"]
    assert work.called == ["long", "longer"]
    assert work.now() == at(1.7)
    assert others() == 0


@pytest.mark.parametrize("afterwards", [KeyError("clean-up failed"), "a late result"], ids=["raises", "returns"])
async def test_cancellation_is_never_swallowed(afterwards):
    """a cancelled call ends with CancelledError, whatever its jobs raise or return then"""
    work = Work()
    jobs = [work.job("long", 9, afterwards=afterwards), work.job("longer", 9, cleanup=0.5, afterwards=afterwards)]
    call = asyncio.create_task(gather_limited(jobs, 2))
    await asyncio.sleep(1)
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert call.cancelled() is True
    assert sorted(work.ended) == ["long", "longer"]
    assert others() == 0


async def test_timeout_around_the_call():
    """under asyncio.timeout the caller gets TimeoutError, after the jobs' clean-up"""
    work = Work()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1):
            await gather_limited([work.job("long", 9, cleanup=0.5), work.job("longer", 9), work.job("waiting")], 2)
    assert sorted(work.ended) == ["long", "longer"]
    assert work.now() == at(1.5)
    assert others() == 0
