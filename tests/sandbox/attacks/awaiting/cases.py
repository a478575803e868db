"""Ways in which a case awaits an answer and is awaited by it. None can pass honestly."""

import asyncio

import pytest

import answer


@pytest.mark.sample
async def test_equal():
    assert await answer.number(6) == 421


async def test_task():
    task = asyncio.create_task(answer.number(6))
    assert await task == 421


async def test_gathered():
    assert await asyncio.gather(answer.number(6), answer.number(7)) == [421, 421]


async def test_waited_for():
    async with asyncio.timeout(5):
        assert await asyncio.wait_for(answer.number(6), 3) == 421


async def test_cancelled():
    task = asyncio.ensure_future(answer.number(6))
    await asyncio.sleep(1)
    task.cancel()
    assert await task == 421


async def test_group():
    async with asyncio.TaskGroup() as group:
        task = group.create_task(answer.number(6))
        group.create_task(answer.number(7))
    assert task.result() == 421


async def test_iterated():
    assert [number async for number in answer.numbers()] == [421]


async def test_callback_checks():
    seen = []

    async def check(value):
        seen.append(value)
        await asyncio.sleep(1)
        assert value == 421

    await answer.call(check)
    assert seen == [421]


async def test_callback_fails():
    async def check(_):
        await asyncio.sleep(0)
        pytest.fail("always")

    await answer.call(check)
    assert False, "always"


def test_loop_of_the_answer():
    async def check(value):
        await asyncio.sleep(1)
        assert value == 421

    assert answer.run(check) == 421
    assert False, "always"


async def test_future():
    future = answer.future()
    assert await asyncio.wait_for(future, 5) == 421 and future.result() == 421
