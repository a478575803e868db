"""Two event loops, one on each side, run as one."""

import asyncio
import gc
import random
import unittest

from _viva import loop, tasks
from _viva.sources import sources
from pair import answer, judge


class Order(unittest.TestCase):
    def noted(self, *names):
        """What tasks of both sides note, those of the answer's in capitals."""
        noted = []

        async def steps(name):
            for i in range(2):
                noted.append(name + str(i))
                await asyncio.sleep(0)

        async def main():
            made = [
                answer.start_steps(noted.append, name, 2) if name.isupper() else asyncio.create_task(steps(name))
                for name in names
            ]
            await asyncio.gather(*made)

        asyncio.run(main())
        return noted

    def test_first_in_first_out_over_both_sides(self):
        assert self.noted(*"aBBaA") == ["a0", "B0", "B0", "a0", "A0", "a1", "B1", "B1", "a1", "A1"]

    def test_chosen(self):
        def last(count):
            counts.append(count)
            return count - 1

        counts = []
        loop.choose = last
        try:
            # The driver's own come first in each choice, then the other side's.
            assert self.noted(*"aBbA")[:4] == ["A0", "B0", "b0", "a0"]
            assert max(counts) >= 4 and min(counts) >= 2
        finally:
            loop.choose = None

    def test_chosen_at_random(self):
        seen = set()
        for seed in range(20):
            loop.choose = random.Random(seed).randrange
            try:
                noted = self.noted(*"aBcD")
            finally:
                loop.choose = None
            assert sorted(noted) == sorted(name + i for name in "aBcD" for i in "01")
            # Each task's own steps stay in order.
            assert all(noted.index(name + "0") < noted.index(name + "1") for name in "aBcD")
            seen.add(tuple(noted))
        assert len(seen) > 10

    def test_timers_of_both_sides(self):
        noted = []

        async def main():
            answer.call_at_times(noted.append, [0.01, 0.03])
            for delay in (0.02, 0.04):
                asyncio.get_running_loop().call_later(delay, noted.append, delay)
            await asyncio.sleep(0.06)

        asyncio.run(main())
        assert noted == [0.01, 0.02, 0.03, 0.04]


class Ends(unittest.TestCase):
    def test_nothing_is_kept(self):
        async def main():
            return await answer.add_async(1, 2)

        for _ in range(3):
            assert asyncio.run(main()) == 3
        gc.collect()
        assert not judge.awaiting.suspended and not judge.awaiting._waiting and not judge.awaiting._heard
        assert all(driving.loop is None or driving.loop.is_closed() for driving in list(judge.joining._links.values()))

    def test_a_loop_that_runs_again(self):
        with asyncio.Runner() as runner:
            assert [runner.run(answer.add_async(i, 1)) for i in range(3)] == [1, 2, 3]

    def test_an_error_that_ends_the_loop(self):
        async def main():
            await answer.add_async(1, 2)
            raise KeyboardInterrupt

        with self.assertRaises(KeyboardInterrupt):
            asyncio.run(main())
        assert asyncio.run(answer.add_async(1, 2)) == 3


class Waits(unittest.TestCase):
    def setUp(self):
        sources.own.add(__file__)
        self.addCleanup(sources.own.discard, __file__)

    def test_where_tasks_wait(self):
        lines = []

        async def waiter(event):
            await event.wait()

        async def main():
            started = [
                asyncio.create_task(waiter(asyncio.Event()), name="mine"),
                asyncio.create_task(answer.wait_for_queue(), name="theirs"),
            ]
            await asyncio.sleep(0)
            lines.extend(tasks.lines(judge))
            for task in started:
                task.cancel()

        asyncio.run(main())
        mine = next(line for line in lines if "'mine'" in line)
        assert "waits for Event.wait, in waiter" in mine and mine.endswith("await event.wait()")
        # It has no line on this side: the other side tells where it waits.
        assert not any("'theirs'" in line for line in lines)


if __name__ == "__main__":
    unittest.main()
