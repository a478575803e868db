import asyncio
import random

import pytest
from answer import Bulkhead, BulkheadFull


def at(seconds):
    """A time on the virtual clock, where computing costs microseconds."""
    return pytest.approx(seconds, abs=0.05)


class Service:
    """A dependency that notes who begins and ends when, and how many are with it at once."""

    def __init__(self):
        self.opened = asyncio.get_running_loop().time()
        self.begun = {}
        self.ended = {}
        self.now_here = 0
        self.most = 0

    def time(self):
        return asyncio.get_running_loop().time() - self.opened

    def func(self, who, seconds=1.0, *, cleanup=0.0, result=None, error=None):
        async def visit():
            self.begun[who] = self.time()
            self.now_here += 1
            self.most = max(self.most, self.now_here)
            try:
                await asyncio.sleep(seconds)
                if error is not None:
                    raise error
                return who if result is None else result
            except asyncio.CancelledError:
                if cleanup:
                    await asyncio.sleep(cleanup)
                raise
            finally:
                self.now_here -= 1
                self.ended[who] = self.time()

        return visit


async def outcome(awaitable):
    """What became of a call, as a value that can be compared."""
    try:
        return await awaitable
    except BulkheadFull as full:
        return (full.name, full.reason)
    except TimeoutError:
        return "timeout"
    except asyncio.CancelledError:
        return "cancelled"


def start(bulkhead, func):
    return asyncio.create_task(outcome(bulkhead.call(func)))


def counts(bulkhead):
    return (bulkhead.running, bulkhead.waiting)


def alone():
    """No task is left but the case's own."""
    return len(asyncio.all_tasks()) == 1


@pytest.mark.sample
def test_results_and_errors():
    """Returns what func returns and raises what it raises, and the place comes back"""

    async def main():
        service, bulkhead = Service(), Bulkhead("reviews", limit=1)
        for result in ("fine", 0, ["a", 1]):
            assert await bulkhead.call(service.func("a", result=result)) == result
        for error in (ConnectionError("down"), KeyError("k"), ValueError("no")):
            with pytest.raises(type(error)) as caught:
                await bulkhead.call(service.func("a", error=error))
            assert caught.value is error
            assert counts(bulkhead) == (0, 0)

        def broken():
            raise RuntimeError("no coroutine")

        with pytest.raises(RuntimeError, match="^no coroutine$"):
            await bulkhead.call(broken)
        assert counts(bulkhead) == (0, 0)
        assert await bulkhead.call(service.func("a")) == "a"

    asyncio.run(main())


@pytest.mark.sample
def test_limit():
    """At most limit calls run at the same time, others wait"""

    async def main():
        service, bulkhead = Service(), Bulkhead("reviews", limit=3, queue=10)
        tasks = [start(bulkhead, service.func(who)) for who in range(7)]
        for moment, expected in ((0.5, (3, 4)), (1, (3, 1)), (1, (1, 0)), (1, (0, 0))):
            await asyncio.sleep(moment)
            assert counts(bulkhead) == expected
        assert await asyncio.gather(*tasks) == list(range(7))
        assert service.most == 3
        assert list(service.begun.values()) == [at(0)] * 3 + [at(1)] * 3 + [at(2)]

    asyncio.run(main())


@pytest.mark.sample
def test_full_queue():
    """When the queue is full, a call is turned away at once, and func is not called"""

    async def main():
        for queue in (0, 1, 3):
            service, bulkhead = Service(), Bulkhead("reviews", limit=2, queue=queue)
            inside = [start(bulkhead, service.func(who)) for who in range(2 + queue)]
            await asyncio.sleep(0.5)
            assert counts(bulkhead) == (2, queue)
            for _ in range(3):
                assert await outcome(bulkhead.call(service.func("late"))) == ("reviews", "queue")
            assert service.time() == at(0.5)
            assert await asyncio.gather(*inside) == list(range(2 + queue))
            assert await bulkhead.call(service.func("again")) == "again"
            assert "late" not in service.begun

        service, bulkhead = Service(), Bulkhead("stock", limit=1)
        inside = start(bulkhead, service.func("a"))
        await asyncio.sleep(0.5)
        assert await outcome(bulkhead.call(service.func("b"))) == ("stock", "queue")
        assert await inside == "a"

    asyncio.run(main())


def test_in_turn():
    """A free place goes to the call that has waited longest, never to one that comes later"""

    async def main():
        service, bulkhead = Service(), Bulkhead("reviews", limit=1, queue=10)
        tasks = [start(bulkhead, service.func("first"))]
        for who in range(3):
            await asyncio.sleep(0.1)
            tasks.append(start(bulkhead, service.func(who)))
        await tasks[0]
        tasks.append(start(bulkhead, service.func("just then")))
        await asyncio.sleep(0)
        tasks.append(start(bulkhead, service.func("later")))
        await asyncio.gather(*tasks)
        assert list(service.begun) == ["first", 0, 1, 2, "just then", "later"]
        assert service.most == 1
        assert service.time() == at(6)

        async def twice():
            return [await outcome(bulkhead.call(service.func(who))) for who in ("again 1", "again 2")]

        again = asyncio.create_task(twice())
        await asyncio.sleep(0.5)
        waits = start(bulkhead, service.func("between"))
        await asyncio.gather(again, waits)
        assert list(service.begun)[-3:] == ["again 1", "between", "again 2"]
        assert service.most == 1

    asyncio.run(main())


def test_bulkheads_are_independent():
    """What happens in one bulkhead means nothing to another"""

    async def main():
        service = Service()
        reviews, stock = Bulkhead("reviews", limit=1, queue=1), Bulkhead("stock", limit=1, queue=1)
        tasks = [start(reviews, service.func(who, 5)) for who in "ab"]
        await asyncio.sleep(0.5)
        assert await stock.call(service.func("c")) == "c"
        assert counts(reviews) == (1, 1)
        assert counts(stock) == (0, 0)
        assert await outcome(reviews.call(service.func("d"))) == ("reviews", "queue")
        assert await asyncio.gather(*tasks) == ["a", "b"]

    asyncio.run(main())


def test_settings():
    """Raises ValueError if limit is less than 1 or queue is less than 0"""
    for settings in ({"limit": 0}, {"limit": -1}, {"limit": 1, "queue": -1}, {"limit": 0, "queue": 5}):
        with pytest.raises(ValueError):
            Bulkhead("reviews", **settings)

    async def main():
        assert await Bulkhead("reviews", limit=1, queue=0).call(Service().func("a")) == "a"

    asyncio.run(main())


def test_patience():
    """A call that has waited long enough gives up, makes room in the queue, and func is not called"""

    async def main():
        service, bulkhead = Service(), Bulkhead("reviews", limit=1, queue=2, wait=2)
        inside = start(bulkhead, service.func("slow", 5))
        await asyncio.sleep(0.5)
        one = start(bulkhead, service.func("one"))
        await asyncio.sleep(1)
        two = start(bulkhead, service.func("two"))
        await asyncio.sleep(0.9)
        assert counts(bulkhead) == (1, 2)
        assert await one == ("reviews", "wait")
        assert service.time() == at(2.5)
        assert counts(bulkhead) == (1, 1)
        assert await two == ("reviews", "wait")
        assert service.time() == at(3.5)
        three = start(bulkhead, service.func("three"))
        assert await asyncio.gather(inside, three) == ["slow", "three"]
        assert list(service.begun) == ["slow", "three"]

        patient = Bulkhead("reviews", limit=1, queue=1)
        tasks = [start(patient, service.func(who, 4000)) for who in "ab"]
        assert await asyncio.gather(*tasks) == ["a", "b"]

    asyncio.run(main())


def test_time_limit():
    """A func that takes longer than the timeout is cancelled, TimeoutError is raised, and the place is free"""

    async def main():
        service, bulkhead = Service(), Bulkhead("reviews", limit=1, timeout=2)
        assert await outcome(bulkhead.call(service.func("slow", 5))) == "timeout"
        assert service.time() == at(2)
        assert service.ended == {"slow": at(2)}
        assert counts(bulkhead) == (0, 0)
        assert alone()
        assert await bulkhead.call(service.func("fast", 1.9)) == "fast"

    asyncio.run(main())


def test_time_limit_counts_from_the_place():
    """The time limit counts from the moment the call got its place, not from when it came"""

    async def main():
        service, bulkhead = Service(), Bulkhead("reviews", limit=1, queue=5, timeout=2)
        tasks = [start(bulkhead, service.func(who, seconds)) for who, seconds in (("a", 1.5), ("b", 1.5), ("c", 3))]
        assert await asyncio.gather(*tasks) == ["a", "b", "timeout"]
        assert service.ended == {"a": at(1.5), "b": at(3), "c": at(5)}

    asyncio.run(main())


def test_patience_ends_with_the_place():
    """Once a call has a place, the limit for waiting means nothing to it"""

    async def main():
        service, bulkhead = Service(), Bulkhead("reviews", limit=1, queue=5, wait=2)
        tasks = [start(bulkhead, service.func("a", 1.5)), start(bulkhead, service.func("b", 9))]
        assert await asyncio.gather(*tasks) == ["a", "b"]
        assert service.time() == at(10.5)

    asyncio.run(main())


def test_timeout_of_func():
    """A TimeoutError that func raises is raised, the same object, and never taken for patience"""

    async def main():
        for settings in ({}, {"wait": 2, "timeout": 3}):
            service, bulkhead = Service(), Bulkhead("reviews", limit=1, queue=1, **settings)
            error = TimeoutError("of its own")
            with pytest.raises(TimeoutError) as caught:
                await bulkhead.call(service.func("a", error=error))
            assert caught.value is error
            assert counts(bulkhead) == (0, 0)

    asyncio.run(main())


def test_place_is_free_after_the_clean_up():
    """The place is free, and the call ends, when a cancelled func has ended its clean-up and not before"""

    async def main():
        for how in ("timeout", "cancelled"):
            service, bulkhead = Service(), Bulkhead("reviews", limit=1, queue=1, timeout=2 if how == "timeout" else None)
            slow = start(bulkhead, service.func("slow", 9, cleanup=3))
            following = start(bulkhead, service.func("next"))
            await asyncio.sleep(2)
            if how == "cancelled":
                slow.cancel()
            await asyncio.sleep(2)
            assert counts(bulkhead) == (1, 1)
            assert not slow.done()
            assert await slow == how
            assert service.time() == at(5)
            assert await following == "next"
            assert service.begun["next"] == at(5)
            assert service.most == 1
            assert alone()

    asyncio.run(main())


def test_cancelled_while_waiting():
    """Cancelling a call that waits makes room in the queue, and func is not called"""

    async def main():
        service, bulkhead = Service(), Bulkhead("reviews", limit=1, queue=2, wait=60)
        tasks = [start(bulkhead, service.func(who)) for who in "abc"]
        await asyncio.sleep(0.5)
        tasks[1].cancel()
        assert await tasks[1] == "cancelled"
        assert service.time() == at(0.5)
        assert counts(bulkhead) == (1, 1)
        tasks[1] = start(bulkhead, service.func("d"))
        assert await asyncio.gather(*tasks) == ["a", "d", "c"]
        assert service.begun == {"a": at(0), "c": at(1), "d": at(2)}
        assert counts(bulkhead) == (0, 0)
        assert alone()

    asyncio.run(main())


def test_cancelled_while_running():
    """Cancelling a call that runs cancels its func, also just when it gets its place: no place is ever lost"""

    async def main():
        service, bulkhead = Service(), Bulkhead("reviews", limit=1, queue=2, wait=60, timeout=60)
        tasks = [start(bulkhead, service.func(who, 5)) for who in "ab"]
        await asyncio.sleep(1)
        tasks[0].cancel()
        assert await asyncio.gather(*tasks) == ["cancelled", "b"]
        assert service.ended == {"a": at(1), "b": at(6)}

        for rounds in range(8):
            bulkhead = Bulkhead("reviews", limit=1, queue=2, wait=60)
            gate = asyncio.Event()
            first = start(bulkhead, gate.wait)
            second = start(bulkhead, service.func("second"))
            third = start(bulkhead, service.func("third"))
            await asyncio.sleep(0.5)
            gate.set()
            for _ in range(rounds):
                await asyncio.sleep(0)
            second.cancel()
            assert await asyncio.wait_for(asyncio.gather(first, second, third), 9) == [True, "cancelled", "third"]
            assert counts(bulkhead) == (0, 0)
        assert alone()

    asyncio.run(main())


def test_random_load():
    """Under a random load the limit holds, and all places come back"""

    async def main():
        service = Service()
        bulkhead = Bulkhead("reviews", limit=3, queue=4, wait=2.25, timeout=2.5)
        results = {}

        async def visitor(who):
            for number in range(2):
                func = service.func((who, number), random.choice([0.5, 1, 2, 4]), cleanup=random.choice([0, 1]))
                results[who, number] = await outcome(bulkhead.call(func))

        tasks = []
        for who in range(40):
            tasks.append(asyncio.create_task(visitor(who)))
            if random.random() < 0.5:
                asyncio.get_running_loop().call_later(random.random() * 2, tasks[-1].cancel)
            await asyncio.sleep(random.choice([0, 0, 0.5, 1, 2]))
        await asyncio.gather(*tasks, return_exceptions=True)
        for who, result in results.items():
            if result in [("reviews", "queue"), ("reviews", "wait")]:
                assert who not in service.begun
            else:
                assert result in ["cancelled", "timeout", who]
                assert who in service.ended or result == "cancelled"
        assert service.most == 3
        assert counts(bulkhead) == (0, 0)
        assert alone()
        again = [start(bulkhead, service.func(who)) for who in range(7)]
        await asyncio.sleep(0.5)
        assert counts(bulkhead) == (3, 4)
        assert await asyncio.gather(*again) == list(range(7))

    asyncio.run(main())
