"""Requests that take a while on the virtual clock. Everything is planned so that no two things that matter happen at one moment."""

import asyncio
import random
import time

import pytest
from answer import Service, ShuttingDown


def at(seconds):
    """A time on the virtual clock, where computing costs microseconds."""
    return pytest.approx(seconds, abs=0.02)


class World:
    """A service, its clients, and what became of them."""

    def __init__(self, **settings) -> None:
        self.service = Service(**settings)
        self.begin = time.monotonic()
        self.began: list[str] = []
        self.ended: dict[str, float] = {}
        self.clients: dict[str, asyncio.Task] = {}
        self.closed: list[tuple[str, float]] = []

    def now(self) -> float:
        return time.monotonic() - self.begin

    async def until(self, moment: float) -> None:
        await asyncio.sleep(moment - self.now())

    def request(self, name, seconds, *, error=None, cleanup=0.0, afterwards=None) -> None:
        """Sends a request that takes some seconds. If it is cancelled, it cleans up, and then raises or returns `afterwards` if there is one."""

        async def work():
            self.began.append(name)
            try:
                await asyncio.sleep(seconds)
            except asyncio.CancelledError:
                await asyncio.sleep(cleanup)
                if afterwards is None:
                    raise
                if isinstance(afterwards, Exception):
                    raise afterwards from None
                return afterwards
            finally:
                self.ended[name] = self.now()
            if error is not None:
                raise error
            return f"{name} is done"

        async def client():
            try:
                return await self.service.handle(work), self.now()
            except ShuttingDown:
                return "shutting down", self.now()
            except asyncio.CancelledError:
                return "cancelled", self.now()
            except Exception as raised:
                return repr(raised), self.now()

        self.clients[name] = asyncio.create_task(client())

    async def outcome(self, name):
        """What the client got, and when."""
        return await self.clients[name]

    def hook(self, name, seconds=0.0, error=None) -> None:
        async def close():
            await asyncio.sleep(seconds)
            self.closed.append((name, self.now()))
            if error is not None:
                raise error

        self.service.on_close(name, close)

    def shut_down(self) -> asyncio.Task:
        """Calls shutdown; the task returns the report and the time at which it came."""

        async def call():
            return await self.service.shutdown(), self.now()

        return asyncio.create_task(call())


def report(finished=0, cancelled=0, failed=()):
    return {"finished": finished, "cancelled": cancelled, "failed": list(failed)}


@pytest.mark.sample
async def test_passes_result_and_error():
    """A request returns what its work returns and raises what it raises, many at the same time"""
    world = World()
    for name, seconds in (("a", 3), ("b", 1), ("c", 2)):
        world.request(name, seconds, error=ValueError("no stock") if name == "c" else None)
    assert await world.outcome("a") == ("a is done", at(3))
    assert await world.outcome("b") == ("b is done", at(1))
    assert await world.outcome("c") == ("ValueError('no stock')", at(2))
    assert sorted(world.began) == ["a", "b", "c"]


@pytest.mark.sample
async def test_ready_until_shutdown():
    """Ready at first, and not from the call of shutdown on"""
    world = World()
    assert world.service.ready() is True
    world.request("a", 1)
    assert await world.outcome("a") == ("a is done", at(1))
    assert world.service.ready() is True
    stopping = world.shut_down()
    await world.until(1.1)
    assert world.service.ready() is False
    await stopping
    assert world.service.ready() is False


@pytest.mark.sample
async def test_accepts_while_lingering():
    """Requests are accepted while lingering, afterwards refused at once without calling work"""
    world = World(linger=4, deadline=20)
    stopping = world.shut_down()
    for moment, name in ((0.5, "a"), (3.5, "b"), (4.5, "c"), (5.0, "d")):
        await world.until(moment)
        world.request(name, 2)
    assert await world.outcome("a") == ("a is done", at(2.5))
    assert await world.outcome("b") == ("b is done", at(5.5))
    assert await world.outcome("c") == ("shutting down", at(4.5))
    assert await world.outcome("d") == ("shutting down", at(5.0))
    assert await stopping == (report(finished=2), at(5.5))
    world.request("e", 1)
    assert await world.outcome("e") == ("shutting down", at(5.5))
    assert world.began == ["a", "b"]


@pytest.mark.points(2)
async def test_cancelled_caller():
    """A cancelled caller's work is cancelled, and it gets CancelledError, also during a shutdown"""
    world = World(linger=2, deadline=30)
    for name in ("a", "b", "c"):
        world.request(name, 50, cleanup=0.5)
    await world.until(1)
    world.clients["a"].cancel()
    assert await world.outcome("a") == ("cancelled", at(1.5))
    assert world.ended == {"a": at(1.5)}
    stopping = world.shut_down()
    await world.until(2)
    world.clients["b"].cancel()
    assert await world.outcome("b") == ("cancelled", at(2.5))
    await world.until(9)
    world.clients["c"].cancel()
    assert await world.outcome("c") == ("cancelled", at(9.5))
    assert world.ended == {"a": at(1.5), "b": at(2.5), "c": at(9.5)}
    assert await stopping == (report(finished=2), at(9.5))


@pytest.mark.parametrize("linger, deadline", [(-0.5, 25), (5, 4.5), (1, -1), (-2, -1)])
async def test_settings(linger, deadline):
    """ValueError unless 0 <= linger <= deadline"""
    with pytest.raises(ValueError):
        Service(linger=linger, deadline=deadline)
    for good, end in (((0, 3), 3), ((3, 3), 3), ((0, 0), 0)):
        world = World(linger=good[0], deadline=good[1])
        world.request("a", 10)
        await world.until(0.25)
        assert await world.shut_down() == (report(cancelled=1), at(0.25 + end))
        assert await world.outcome("a") == ("shutting down", at(0.25 + end))


@pytest.mark.parametrize("linger", [None, 2, 0])
async def test_lingers_when_idle(linger):
    """The linger time, by default 5 seconds, is always waited for, also when nothing is running"""
    world = World() if linger is None else World(linger=linger)
    expected = 5 if linger is None else linger
    world.hook("database")
    world.request("early", 1)
    await world.until(3)
    assert await world.shut_down() == (report(), at(3 + expected))
    assert world.closed == [("database", at(3 + expected))]


async def test_ends_with_the_last_request():
    """The drain is over at the moment when the last request has ended; those that ended before the shutdown don't count"""
    world = World(linger=3, deadline=40)
    for name, seconds in (("before", 1), ("a", 3), ("b", 17.3), ("c", 9)):
        world.request(name, seconds)
    await world.until(2)
    world.hook("database")
    assert await world.shut_down() == (report(finished=3), at(17.3))
    assert await world.outcome("b") == ("b is done", at(17.3))
    assert world.closed == [("database", at(17.3))]


async def test_requests_accepted_while_lingering():
    """Requests that were accepted while lingering go on, and the drain waits for them"""
    world = World(linger=5, deadline=30)
    world.hook("database")
    stopping = world.shut_down()
    await world.until(4)
    world.request("a", 10)
    world.request("b", 60)
    assert await world.outcome("a") == ("a is done", at(14))
    assert await stopping == (report(finished=1, cancelled=1), at(30))
    assert world.closed == [("database", at(30))]
    assert await world.outcome("b") == ("shutting down", at(30))


async def test_failed_requests():
    """A request that ends with an error has ended, whichever way, and counts as finished"""
    world = World(linger=2, deadline=30)
    world.hook("database")
    world.request("a", 1, error=ValueError("no stock"))
    world.request("b", 6, error=KeyError("b"))
    world.request("c", 8)
    world.request("d", 7, error=OSError("disk"))
    stopping = world.shut_down()
    assert await world.outcome("b") == ("KeyError('b')", at(6))
    assert await world.outcome("d") == ("OSError('disk')", at(7))
    assert await world.outcome("c") == ("c is done", at(8))
    assert await stopping == (report(finished=4), at(8))
    assert world.closed == [("database", at(8))]


@pytest.mark.points(2)
@pytest.mark.parametrize("again", [1, 6, 24.5])
async def test_second_shutdown(again):
    """Another call of shutdown waits for the same shutdown, moves no deadline, and returns the same report"""
    world = World()
    world.hook("database", 2)
    world.request("a", 100)
    stopping = world.shut_down()
    await world.until(again)
    second = world.shut_down()
    await world.until(26)
    third = world.shut_down()
    for call in (stopping, second, third):
        assert await call == (report(cancelled=1), at(27))
    await world.until(90)
    assert await world.shut_down() == (report(cancelled=1), at(90))
    assert world.closed == [("database", at(27))]
    assert world.service.ready() is False


@pytest.mark.points(2)
@pytest.mark.parametrize("settings", [{}, {"linger": 2, "deadline": 9.5}])
async def test_deadline(settings):
    """Work that is still running at the deadline, by default 25 seconds after the call, is cancelled; its caller gets ShuttingDown"""
    world = World(**settings)
    deadline = settings.get("deadline", 25)
    world.hook("database")
    await world.until(3)
    for name, seconds in (("a", 300), ("b", deadline - 0.5), ("c", deadline + 0.5), ("d", 1)):
        world.request(name, seconds)
    assert await world.shut_down() == (report(finished=2, cancelled=2), at(3 + deadline))
    assert await world.outcome("a") == ("shutting down", at(3 + deadline))
    assert await world.outcome("b") == ("b is done", at(3 + deadline - 0.5))
    assert await world.outcome("c") == ("shutting down", at(3 + deadline))
    assert world.ended == {"a": at(3 + deadline), "b": at(3 + deadline - 0.5), "c": at(3 + deadline), "d": at(4)}
    assert world.closed == [("database", at(3 + deadline))]


@pytest.mark.points(2)
async def test_clean_up_of_cancelled_work():
    """The shutdown waits until all cancelled work has ended, clean-up included, before it closes anything"""
    world = World(linger=1, deadline=10)
    world.hook("database")
    for name, cleanup in (("a", 0.5), ("b", 3), ("c", 2)):
        world.request(name, 60, cleanup=cleanup)
    assert await world.shut_down() == (report(cancelled=3), at(13))
    assert world.closed == [("database", at(13))]
    assert await world.outcome("a") == ("shutting down", at(10.5))
    assert await world.outcome("b") == ("shutting down", at(13))
    assert world.ended == {"a": at(10.5), "b": at(13), "c": at(12)}


async def test_cancelled_work_with_an_end_of_its_own():
    """Cancelled work may return something after all or raise an exception of its own: the caller gets that"""
    world = World(linger=1, deadline=10)
    world.request("a", 60, cleanup=1, afterwards="half an order")
    world.request("b", 60, cleanup=2, afterwards=OSError("not saved"))
    world.request("c", 4)
    assert await world.shut_down() == (report(finished=1, cancelled=2), at(12))
    assert await world.outcome("a") == ("half an order", at(11))
    assert await world.outcome("b") == ("OSError('not saved')", at(12))


async def test_caller_goes_on():
    """The caller of work that is cancelled at the deadline isn't cancelled itself"""
    world = World(linger=0, deadline=10)
    got = []

    async def client():
        try:
            async with asyncio.timeout(20):
                try:
                    await world.service.handle(lambda: asyncio.sleep(60))
                except ShuttingDown:
                    got.append(("shutting down", world.now()))
                await asyncio.sleep(60)
        except TimeoutError:
            got.append(("too late", world.now()))
        except asyncio.CancelledError:
            got.append(("cancelled", world.now()))

    caller = asyncio.create_task(client())
    await world.until(0.25)
    assert await world.shut_down() == (report(cancelled=1), at(10.25))
    await caller
    assert got == [("shutting down", at(10.25)), ("too late", at(20))]


async def test_random_traffic():
    """Random requests end, are refused or are cancelled, and the shutdown ends, as linger and deadline tell"""
    linger, called = random.randrange(2, 6), random.randrange(3, 6)
    deadline = linger + random.randrange(3, 9)
    world = World(linger=linger, deadline=deadline)
    plan = [(random.randrange(0, 15), f"r{number}", random.randrange(1, 16)) for number in range(10)]
    plan = sorted([*plan, (called - 1, "early", 5), (called, "late", linger + 1), (called + 1, "stuck", 30)])
    expected, finished, cancelled, end = {}, 0, 0, called + linger
    for start, name, seconds in plan:
        start += 0.25
        seconds += 0.5
        if start > called + linger:
            expected[name] = ("shutting down", at(start))
        elif start + seconds < called + deadline:
            expected[name] = (f"{name} is done", at(start + seconds))
            finished += start + seconds > called
            end = max(end, start + seconds)
        else:
            expected[name] = ("shutting down", at(called + deadline))
            cancelled += 1
            end = called + deadline

    async def send():
        for start, name, seconds in plan:
            await world.until(start + 0.25)
            world.request(name, seconds + 0.5)

    sending = asyncio.create_task(send())
    await world.until(called)
    assert await world.shut_down() == (report(finished, cancelled), at(end))
    await sending
    for name, outcome in expected.items():
        assert await world.outcome(name) == outcome


async def test_hooks_in_reverse_order():
    """Hooks run one after another, the last registered first"""
    world = World(linger=1)
    for name, seconds in (("database", 0.5), ("cache", 3), ("queue", 2)):
        world.hook(name, seconds)
    assert await world.shut_down() == (report(), at(6.5))
    assert world.closed == [("queue", at(3)), ("cache", at(6)), ("database", at(6.5))]


async def test_failing_hook():
    """A hook that raises doesn't keep the others from running, and its name is in the report"""
    world = World(linger=0)
    for name, error in (("database", OSError("gone")), ("cache", None), ("queue", ValueError("full")), ("mail", None)):
        world.hook(name, 1, error)
    assert await world.shut_down() == (report(failed=["queue", "database"]), at(4))
    assert world.closed == [("mail", at(1)), ("queue", at(2)), ("cache", at(3)), ("database", at(4))]
    assert await world.shut_down() == (report(failed=["queue", "database"]), at(4))
