import asyncio
import time
import unittest

import answer
import pytest
import pytest_asyncio

SLACK = 0.05  # what computing takes


async def test_ten_seconds_at_a_time_are_one():
    begin, theirs = time.monotonic(), answer.clock()
    await asyncio.gather(*(answer.fetch(1) for _ in range(10)), *(asyncio.sleep(1) for _ in range(10)))
    assert 1 <= time.monotonic() - begin < 1 + SLACK
    assert 1 <= answer.clock() - theirs < 1 + SLACK


def test_in_a_loop_of_the_answer():
    assert 1 <= answer.timed(1) < 1 + SLACK

    async def fetch(i):
        await asyncio.sleep(1)
        return i

    begin = time.monotonic()
    assert asyncio.run(answer.fetch_all(fetch, 10)) == list(range(10))
    assert 1 <= time.monotonic() - begin < 1 + SLACK


async def test_one_clock():
    for _ in range(3):
        loop = asyncio.get_running_loop()
        times = [loop.time(), answer.loop_clock(), time.monotonic(), answer.clock(), loop.time()]
        assert times == sorted(times) and times[-1] - times[0] < SLACK
        await answer.fetch(3600)


async def test_five_hundred_callbacks():
    running = most = 0

    async def fetch(i):
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(500 - i)
        running -= 1
        return i

    begin = time.monotonic()
    assert await answer.fetch_all(fetch, 500) == list(range(500))
    assert most == 500 and 500 <= time.monotonic() - begin < 501


def test_a_loop_while_it_was_loaded():
    assert answer.started == "ran while it was loaded"


def test_a_lock_in_loop_after_loop():
    async def callback():
        return answer.lock.locked()

    assert [asyncio.run(answer.guarded(callback)) for _ in range(3)] == [True] * 3


def test_a_loop_in_the_background():
    background = answer.Background()

    async def callback(value):
        await asyncio.sleep(2)
        return value

    begin = time.monotonic()
    assert background.run(answer.fetch(3, "fetched")) == "fetched"
    assert background.call(callback, 5) == 5
    assert background.run(answer.fetch_all(callback, 5)) == [0, 1, 2, 3, 4]
    assert 7 <= time.monotonic() - begin < 7 + SLACK
    background.close()


async def test_a_loop_in_the_background_of_a_loop():
    background = answer.Background()

    async def callback():
        await asyncio.sleep(1)
        return "here"

    result = await asyncio.gather(asyncio.to_thread(background.call, callback), answer.fetch(1, "there"))
    assert result == ["here", "there"]
    background.close()


def test_loops_in_threads():
    async def callback(i):
        await asyncio.sleep(10)
        return i * 2

    begin = time.monotonic()
    assert answer.in_threads(callback, 5) == [0, 2, 4, 6, 8]
    assert 10 <= time.monotonic() - begin < 10.2


async def test_asyncio_patched(monkeypatch):
    slept = []

    async def sleep(seconds, result=None):
        slept.append(seconds)
        return result

    monkeypatch.setattr(asyncio, "sleep", sleep)
    assert await answer.pauses() == "slept" and slept == [2]


async def test_the_answer_patched(monkeypatch):
    async def pauses():
        return "patched"

    monkeypatch.setattr(answer, "pauses", pauses)
    assert await answer.pauses() == "patched"


async def test_a_generator_that_nobody_finished():
    assert await answer.leaves_one_unfinished() == ["finalized"]
    async for _ in answer.unfinished():
        break
    await asyncio.sleep(1)
    assert answer.log == ["finalized", "finalized"]


async def test_eager_tasks():
    assert await answer.eager() == ["ran", "made"]


async def test_a_queue_that_shuts_down():
    queue = asyncio.Queue()
    drained = asyncio.create_task(answer.drain(queue))
    for item in "ab":
        await queue.put(item)
    await asyncio.sleep(0)
    queue.shutdown()
    assert await drained == ["a", "b"]


async def test_tasks_by_name():
    task = asyncio.create_task(answer.named("later"), name="mine")
    assert await task == ("mine", True) and task.get_name() == "later"
    spawned = answer.spawn(1)
    assert "spawned" in answer.names() and spawned.get_name() == "spawned"
    assert spawned in asyncio.all_tasks() and len(asyncio.all_tasks()) == 2
    assert await spawned == "spawned"
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_done_callbacks_of_the_current_task():
    told = []
    await asyncio.create_task(answer.tells_when_done(told.append))
    await asyncio.sleep(0)
    assert told == [True]


async def test_as_they_come():
    tasks = [answer.spawn(delay) for delay in (3, 1, 2)]
    seen = []
    async for task in asyncio.as_completed(tasks):
        seen.append(tasks.index(task))
    assert seen == [1, 2, 0]


async def test_the_loop_is_kept(loop_lag):
    await asyncio.gather(answer.fetch(5), answer.fetch(6))
    assert loop_lag.longest < 0.1
    time.sleep(1)
    assert 1 <= loop_lag.longest < 1.1
    loop_lag.reset()
    await asyncio.sleep(0)
    assert loop_lag.longest < 0.1


class Isolated(unittest.IsolatedAsyncioTestCase):
    async def test_in_a_test_case(self):
        begin = asyncio.get_running_loop().time()
        self.assertEqual(await asyncio.gather(answer.fetch(1, 2), answer.fetch(2, 3)), [2, 3])
        self.assertLess(asyncio.get_running_loop().time() - begin, 2 + SLACK)


@pytest_asyncio.fixture(loop_scope="function")
async def fetched():
    yield await answer.fetch(1, "fetched")


@pytest.mark.asyncio(loop_scope="function")
async def test_written_for_a_plugin(fetched):
    assert fetched == "fetched"


async def test_what_is_left_is_cancelled():
    answer.spawn(10**6)
    asyncio.create_task(answer.fetch(10**6))
    await asyncio.sleep(0)


async def test_an_error_of_a_group():
    async def fails(i):
        await asyncio.sleep(i)
        raise ValueError(i)

    with pytest.raises(ValueError, match="0"):
        await answer.fetch_all(fails, 3)
    await asyncio.sleep(10)


async def test_only_what_is_thread_safe_wakes_a_loop():
    assert 1 <= await answer.told_by_a_thread(1, True) < 1 + SLACK
    # The loop sleeps on until something else is due.
    other = asyncio.create_task(asyncio.sleep(5))
    assert 5 <= await answer.told_by_a_thread(1, False) < 5 + SLACK
    await other


async def test_within_the_answers_loop_too():
    async def late():
        await asyncio.sleep(5)

    other = asyncio.create_task(answer.guarded(late))
    assert 5 <= await answer.told_by_a_thread(1, False) < 5 + SLACK
    await other
