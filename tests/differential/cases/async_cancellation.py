import asyncio

import answer
import pytest


@pytest.fixture(autouse=True)
def emptied():
    answer.take()


async def begun(awaitable):
    task = asyncio.ensure_future(awaitable)
    await asyncio.sleep(0)
    return task


async def test_the_answer_sees_it():
    task = await begun(answer.sleeps())
    assert task.cancel("enough") is True
    with pytest.raises(asyncio.CancelledError):
        await task
    assert task.cancelled() and answer.take() == [("cancelled", "enough"), "finally"]


async def test_before_it_begins():
    task = asyncio.create_task(answer.sleeps())
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert answer.take() == []


async def test_it_may_await_in_finally():
    task = await begun(answer.cleans_up())
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled() and answer.take() == ["begins", "ends"]


async def test_it_may_swallow_it():
    task = await begun(answer.swallows())
    task.cancel()
    assert await task == "swallowed" and not task.cancelled()


async def test_it_may_raise_something_else():
    task = await begun(answer.replaces())
    task.cancel()
    with pytest.raises(ValueError, match="instead"):
        await task


async def test_it_may_resist():
    task = await begun(answer.resists(3))
    for _ in range(3):
        task.cancel()
        await asyncio.sleep(0)
    assert await task == "done" and answer.take() == [0, 1, 2]


async def test_a_task_of_ours_that_the_answer_awaits():
    async def mine():
        try:
            await asyncio.sleep(3600)
        finally:
            seen.append("mine")

    seen = []
    task = await begun(mine())
    waits = await begun(answer.awaits(task))
    waits.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waits
    assert task.cancelled() and seen == ["mine"]


async def test_a_task_of_the_answer_that_it_awaits():
    task = answer.background(answer.sleeps)
    waits = await begun(answer.awaits(task))
    waits.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waits
    assert task.cancelled() and answer.take() == [("cancelled",), "finally", "cancelled"]


async def test_a_task_of_the_answer():
    task = answer.background(answer.sleeps)
    await asyncio.sleep(0)
    assert not task.done() and task.cancel() is True
    with pytest.raises(asyncio.CancelledError):
        await task
    assert task.cancelled() and task.done()


async def test_through_a_callback():
    seen = []

    async def callback():
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            seen.append("callback")
            raise

    task = await begun(answer.calls(callback))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert seen == ["callback"] and answer.take() == ["cancelled", "finally"]


async def test_a_callback_may_swallow_it():
    async def callback():
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            return "swallowed here"

    task = await begun(answer.calls(callback))
    task.cancel()
    assert await task == "swallowed here" and answer.take() == ["finally"]


async def test_the_answer_cancels_a_callback():
    seen = []

    async def callback():
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError as error:
            seen.append(error.args)
            await asyncio.sleep(0.001)
            seen.append("cleaned up")
            raise

    assert await answer.cancels_a_callback(callback, "stop") == ("cancelled", ("stop",), True)
    assert seen == [("stop",), "cleaned up"]


async def test_the_answer_cancels_a_callback_that_swallows():
    async def callback():
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            return "no"

    assert await answer.cancels_a_callback(callback) == "no"


async def slow():
    await asyncio.sleep(3600)


async def quick():
    await asyncio.sleep(0)
    return "quick"


async def test_timeouts_of_the_answer():
    assert await answer.times_out(slow, 0.01) == ("timeout", True)
    assert await answer.times_out(quick, 10) == ("done", False)
    assert await answer.waits_for(slow, 0.01) == "timeout"
    assert await answer.waits_for(quick, 10) == "quick"
    assert await answer.waits_for(answer.sleeps, 0.01) == "timeout"
    assert answer.take() == [("cancelled",), "finally"]


async def test_timeouts_of_ours():
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await answer.sleeps()
    assert answer.take() == [("cancelled",), "finally"]
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(answer.cleans_up(), 0.01)
    assert answer.take() == ["begins", "ends"]
    assert await asyncio.wait_for(answer.calls(quick), 10) == "quick"


async def test_timeouts_inside_each_other():
    async def inner():
        return await answer.times_out(slow, 3600)

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.01):
            await answer.calls(inner)
    assert answer.take() == ["cancelled", "finally"]
    async with asyncio.timeout(10):
        assert await answer.times_out(slow, 0.01) == ("timeout", True)


async def test_the_first_one_wins():
    assert await answer.first(slow, quick, slow) == (["quick"], [True, True])
    assert await answer.first(answer.sleeps, quick) == (["quick"], [True])


async def test_a_group_of_the_answer():
    assert await answer.group(quick, quick) == ["quick", "quick"]

    async def fails():
        raise KeyError("one")

    with pytest.raises(ExceptionGroup) as caught:
        await answer.group(answer.sleeps, fails, slow)
    assert caught.group_contains(KeyError, match="one") and len(caught.value.exceptions) == 1
    assert answer.take() == [("cancelled",), "finally"]


async def test_a_group_of_the_answer_is_cancelled():
    task = await begun(answer.group(answer.sleeps, slow))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert answer.take() == [("cancelled",), "finally"]


async def test_a_group_of_ours():
    with pytest.raises(ExceptionGroup) as caught:
        async with asyncio.TaskGroup() as group:
            group.create_task(answer.sleeps())
            group.create_task(answer.replaces())
            await asyncio.sleep(0)
            raise OSError("body")
    assert sorted(type(error).__name__ for error in caught.value.exceptions) == ["OSError", "ValueError"]
    assert answer.take() == [("cancelled",), "finally"]


async def test_shielded():
    async def callback():
        await asyncio.sleep(0.01)
        return "survived"

    task = await begun(answer.shields(callback))
    task.cancel()
    assert await task == "survived" and answer.take() == ["cancelled"]
    inner = answer.background(answer.sleeps)
    outer = await begun(asyncio.shield(inner))
    outer.cancel()
    with pytest.raises(asyncio.CancelledError):
        await outer
    assert not inner.done()
    inner.cancel()
    await asyncio.wait([inner])


async def test_itself():
    task = asyncio.create_task(answer.cancels_itself())
    with pytest.raises(asyncio.CancelledError) as caught:
        await task
    assert caught.value.args == ("myself",)


async def test_counts():
    task = await begun(answer.counts())
    task.cancel()
    assert await task == "went on" and answer.take() == [1, 0] and task.cancelling() == 0


async def test_a_context_manager():
    async def body():
        async with answer.managed() as value:
            assert value == "value"
            await asyncio.sleep(3600)

    task = await begun(body())
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert answer.take() == ["enter", "exit"]


async def test_an_async_generator():
    async def body():
        async for _ in answer.numbers():
            pass

    task = await begun(body())
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert answer.take() == ["closed"]


async def test_closing_an_async_generator():
    numbers = answer.numbers()
    assert await anext(numbers) == 0
    await numbers.aclose()
    assert answer.take() == ["closed"]


async def test_gathered():
    gathered = await begun(asyncio.gather(answer.sleeps(), answer.cleans_up(), answer.swallows()))
    gathered.cancel()
    with pytest.raises(asyncio.CancelledError):
        await gathered
    await asyncio.sleep(0.01)
    assert sorted(map(str, answer.take())) == sorted(["('cancelled',)", "finally", "begins", "ends"])
    results = await asyncio.gather(answer.calls(quick), answer.cancels_itself(), return_exceptions=True)
    assert results[0] == "quick" and isinstance(results[1], asyncio.CancelledError)


def test_a_loop_of_the_answer_ends_with_what_is_left():
    seen = []

    async def callback():
        try:
            await asyncio.sleep(3600)
        finally:
            seen.append("callback")

    assert answer.run_and_leave(callback) == "main"
    assert seen == ["callback"] and answer.take() == ["begins", "ends"]


def test_a_loop_of_the_answer_may_be_interrupted():
    async def callback():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        answer.run(callback)
    assert answer.take() == ["finally"]


def test_what_is_left_by_a_case():
    async def main():
        answer.background(answer.cleans_up)
        task = asyncio.create_task(answer.sleeps())
        await asyncio.sleep(0)
        return task

    task = asyncio.run(main())
    assert task.cancelled()
    assert sorted(map(str, answer.take())) == sorted(["('cancelled',)", "finally", "begins", "ends"])
