import asyncio

import answer
import pytest


async def test_a_lock_of_the_answer():
    shared = answer.Shared()
    async with shared.lock:
        assert shared.lock.locked() is True
        waits = asyncio.create_task(shared.lock.acquire())
        await asyncio.sleep(0)
        assert not waits.done()
    assert await waits is True
    shared.lock.release()
    assert shared.lock.locked() is False


async def test_a_lock_of_ours():
    lock, inside = asyncio.Lock(), []

    async def callback():
        inside.append(lock.locked())
        await asyncio.sleep(0)
        inside.append(lock.locked())

    await asyncio.gather(answer.holds(lock, callback), answer.holds(lock, callback))
    assert inside == [True] * 4 and not lock.locked()


async def test_an_event_of_the_answer():
    shared = answer.Shared()
    waits = [asyncio.create_task(answer.waits(shared.event)), asyncio.create_task(shared.event.wait())]
    await asyncio.sleep(0)
    shared.event.set()
    assert await asyncio.gather(*waits) == [True, True]


async def test_an_event_of_ours():
    event = asyncio.Event()
    waits = asyncio.create_task(answer.waits(event))
    await asyncio.sleep(0)
    answer.sets(event)
    assert await waits is True and event.is_set()


async def test_a_condition_of_ours():
    condition, items = asyncio.Condition(), []
    waits = asyncio.create_task(answer.waits_until(condition, lambda: len(items) > 1))
    for item in "ab":
        await asyncio.sleep(0)
        async with condition:
            items.append(item)
            condition.notify_all()
    assert await waits is True


async def test_a_condition_of_the_answer():
    condition, ready = answer.Shared().condition, []

    async def waits():
        async with condition:
            await condition.wait()
            ready.append("woken")

    waiting = asyncio.create_task(waits())
    await asyncio.sleep(0)
    async with condition:
        condition.notify()
    await waiting
    assert ready == ["woken"]


async def test_notify_without_the_lock():
    with pytest.raises(RuntimeError):
        answer.Shared().condition.notify()


async def test_a_semaphore_of_the_answer():
    shared = answer.Shared()
    await asyncio.gather(*(shared.work() for _ in range(6)))
    assert shared.most == 2 and shared.running == 0
    async with shared.semaphore, shared.semaphore:
        assert shared.semaphore.locked() is True


async def test_a_bounded_semaphore_of_the_answer():
    shared = answer.Shared()
    with pytest.raises(ValueError):
        shared.bounded.release()


async def test_a_semaphore_of_ours():
    running = most = 0

    async def callback(i):
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.001)
        running -= 1
        return i

    assert await answer.limited(asyncio.Semaphore(3), callback, 10) == list(range(10))
    assert (running, most) == (0, 3)


async def test_a_queue_of_the_answer():
    shared = answer.Shared(2)
    produced = asyncio.create_task(shared.produce(range(5)))
    await asyncio.sleep(0)
    assert shared.queue.full() and shared.queue.qsize() == 2 and not produced.done()
    assert [await shared.queue.get() for _ in range(5)] == [0, 1, 2, 3, 4]
    await produced
    with pytest.raises(asyncio.QueueEmpty):
        shared.queue.get_nowait()


async def test_joining_a_queue():
    shared = answer.Shared()
    for item in "abc":
        shared.queue.put_nowait(item)
    consumed = asyncio.create_task(shared.consume(3))
    await shared.queue.join()
    assert await consumed == ["a", "b", "c"]


async def test_a_queue_of_ours():
    queue = asyncio.Queue(1)
    consumed = asyncio.create_task(answer.consume(queue))
    for item in range(3):
        await queue.put(item)
    with pytest.raises(asyncio.QueueFull):
        queue.put_nowait(3)
        queue.put_nowait(4)
    assert await consumed == [0, 1, 2]


async def test_a_barrier():
    barrier = asyncio.Barrier(3)
    places = await asyncio.gather(barrier.wait(), answer.meets(barrier), answer.meets(barrier))
    assert sorted(places) == [0, 1, 2]


async def test_futures_of_the_answer():
    one, two, three = answer.made(3)
    answer.resolve(one, 1)
    answer.resolve(two, KeyError("two"))
    three.cancel()
    assert await one == 1 and one.done() and one.result() == 1
    with pytest.raises(KeyError):
        await two
    assert isinstance(two.exception(), KeyError)
    with pytest.raises(asyncio.CancelledError):
        await three
    with pytest.raises(asyncio.InvalidStateError):
        one.set_result(2)
    results = await asyncio.gather(one, two, three, return_exceptions=True)
    assert results[0] == 1 and [type(error) for error in results[1:]] == [KeyError, asyncio.CancelledError]


async def test_futures_of_ours():
    loop = asyncio.get_running_loop()
    one, two = loop.create_future(), loop.create_future()
    answer.resolve(one, [1])
    answer.resolve(two, LookupError("two"))
    assert await one == [1]
    with pytest.raises(LookupError):
        await two


async def test_as_completed():
    futures = answer.made(3)
    loop = asyncio.get_running_loop()
    for delay, future in zip((0.03, 0.01, 0.02), futures):
        loop.call_later(delay, future.set_result, delay)
    assert [await one for one in asyncio.as_completed(futures)] == [0.01, 0.02, 0.03]


async def test_wait():
    futures = answer.made(2)
    futures[1].set_result("now")
    done, pending = await asyncio.wait(futures, timeout=0.01)
    assert done == {futures[1]} and pending == {futures[0]}
    done, pending = await asyncio.wait(futures, return_when=asyncio.FIRST_COMPLETED)
    assert done == {futures[1]}


async def test_a_pool():
    made = []

    async def connect():
        await asyncio.sleep(0)
        made.append(object())
        return made[-1]

    pool = answer.Pool(connect, 2)
    one, two = await pool.acquire(), await pool.acquire()
    waits = asyncio.create_task(pool.acquire())
    await asyncio.sleep(0)
    assert not waits.done() and len(made) == 2 and one is made[0]
    pool.release(two)
    assert await waits is two
