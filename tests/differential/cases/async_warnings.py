import asyncio
import gc
import logging
import warnings

import answer
import pytest


async def work():
    await asyncio.sleep(0)


def test_the_answer_forgets_to_await():
    with pytest.warns(RuntimeWarning, match="coroutine 'work' was never awaited"):
        answer.forgets()


def test_the_case_forgets_to_await():
    with pytest.warns(RuntimeWarning, match="was never awaited"):
        answer.work()


async def test_in_a_loop():
    with pytest.warns(RuntimeWarning, match="was never awaited"):
        answer.forgets()
    with pytest.warns(RuntimeWarning, match="was never awaited"):
        answer.work()
    with pytest.warns(RuntimeWarning, match="coroutine '.*work' was never awaited"):
        await answer.forgets_a_callback(work)


async def test_nothing_is_forgotten(recwarn):
    await answer.work()
    await answer.forgets_a_callback(lambda: None)
    assert len(recwarn) == 0


def test_recorded(recwarn):
    answer.forgets()
    assert len(recwarn) == 1 and "never awaited" in str(recwarn.pop(RuntimeWarning).message)


def test_as_an_error():
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        work()
        gc.collect()
    assert len(caught) == 1


async def test_an_exception_that_nobody_reads(caplog):
    await answer.fire_and_forget(ValueError("lost"))
    gc.collect()
    assert "Task exception was never retrieved" in caplog.text and "lost" in caplog.text


async def test_a_handler_of_the_case():
    contexts = []
    asyncio.get_running_loop().set_exception_handler(lambda loop, context: contexts.append(context))
    await answer.fire_and_forget(ValueError("lost"))
    await answer.fails_in_a_callback(KeyError("callback"))
    gc.collect()
    kinds = sorted(type(context["exception"]).__name__ for context in contexts)
    assert kinds == ["KeyError", "ValueError"]
    assert any("never retrieved" in context["message"] for context in contexts)


async def test_a_failing_callback(caplog):
    await answer.fails_in_a_callback(ValueError("callback"))
    assert "Exception in callback" in caplog.text


def slow(caplog):
    return [record for record in caplog.records if record.name == "asyncio" and "took" in record.getMessage()]


async def test_a_blocked_loop(caplog):
    loop = asyncio.get_running_loop()
    loop.set_debug(True)
    loop.slow_callback_duration = 0.2
    await asyncio.sleep(0)
    await answer.blocks(0.25)
    await asyncio.sleep(0)
    assert len(slow(caplog)) == 1 and slow(caplog)[0].levelno == logging.WARNING


async def test_a_loop_blocked_by_a_task(caplog):
    loop = asyncio.get_running_loop()
    loop.set_debug(True)
    loop.slow_callback_duration = 0.2
    await asyncio.sleep(0)
    await answer.blocks_in_a_task(0.25)
    await asyncio.sleep(0)
    assert len(slow(caplog)) == 1 and "blocks" in slow(caplog)[0].getMessage()


async def test_a_loop_that_is_not_blocked(caplog):
    loop = asyncio.get_running_loop()
    loop.set_debug(True)
    loop.slow_callback_duration = 0.2
    await asyncio.sleep(0)
    await answer.does_not_block(0.25)
    await asyncio.sleep(0)
    assert slow(caplog) == []


def test_a_blocked_loop_of_the_answer(caplog):
    assert answer.run_in_debug(answer.blocks, 0.15) == "blocked"
    assert len(slow(caplog)) == 1
