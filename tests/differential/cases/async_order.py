import asyncio

import answer


def noted():
    return answer.take()


async def steps(name, count):
    for i in range(count):
        answer.note(name, i)
        await asyncio.sleep(0)
    return name


async def test_tasks_of_both_sides_take_turns():
    names = await asyncio.gather(steps("a", 3), answer.steps("b", 2), steps("c", 1), answer.steps("d", 3))
    assert names == ["a", "b", "c", "d"]
    assert noted() == [
        *[("a", 0), ("b", 0), ("c", 0), ("d", 0)],
        *[("a", 1), ("b", 1), ("d", 1)],
        *[("a", 2), ("d", 2)],
    ]


async def test_tasks_that_the_answer_makes():
    tasks = [asyncio.create_task(steps("a", 2)), answer.start("b", 3), asyncio.create_task(steps("c", 3)), answer.start("d", 2)]
    answer.note("made")
    await asyncio.sleep(0)
    answer.note("went")
    assert [await task for task in tasks] == ["a", "b", "c", "d"]
    assert noted() == [
        ("made",),
        *[("a", 0), ("b", 0), ("c", 0), ("d", 0)],
        ("went",),
        *[("a", 1), ("b", 1), ("c", 1), ("d", 1)],
        *[("b", 2), ("c", 2)],
    ]


async def test_awaiting_a_coroutine_is_no_turn():
    async def callback(i):
        answer.note("callback", i)

    other = asyncio.create_task(steps("other", 1))
    await answer.in_turn(callback, 2)
    await other
    assert noted() == [("callback", 0), ("in turn", 0), ("callback", 1), ("in turn", 1), ("other", 0)]


async def test_callbacks_that_wait_take_turns():
    async def callback(i):
        answer.note("before", i)
        await asyncio.sleep(0)
        answer.note("after", i)

    await asyncio.gather(answer.in_turn(callback, 2), steps("other", 3))
    assert noted() == [
        *[("before", 0), ("other", 0)],
        *[("after", 0), ("in turn", 0), ("before", 1), ("other", 1)],
        *[("after", 1), ("in turn", 1), ("other", 2)],
    ]


EXPECTED = [
    *[("begin",), ("made",)],
    *[("one", 0), ("mine", 0), ("other", 0)],
    *[("one", 1), ("mine", 1), ("other", 1)],
    *[("one", 2), ("mine", 2)],
    *[("third",), ("first",), ("second",)],
]


async def test_tasks_of_the_answer_run_callbacks():
    await answer.both(lambda: steps("one", 3), lambda: steps("other", 2))
    assert noted() == EXPECTED


def test_a_loop_of_the_answer_runs_callbacks():
    answer.run(lambda: steps("one", 3), lambda: steps("other", 2))
    assert noted() == EXPECTED


async def test_call_soon():
    asyncio.get_running_loop().call_soon(answer.note, "first")
    answer.soon(lambda: answer.note("one"), lambda: answer.note("two"))
    asyncio.get_running_loop().call_soon(answer.note, "last")
    await asyncio.sleep(0)
    assert noted() == [("first",), ("one",), ("soon",), ("two",), ("soon",), ("last",)]


async def test_call_later():
    answer.later(lambda delay: answer.note("here", delay))
    asyncio.get_running_loop().call_later(0.015, answer.note, "mine")
    await asyncio.sleep(0.05)
    assert noted() == [(0.01,), ("here", 0.012), ("mine",), (0.02,), ("here", 0.022), (0.03,), ("here", 0.032)]


async def test_a_future_of_the_answer():
    future = answer.future()
    waits = asyncio.create_task(answer.wait_for(future))
    other = asyncio.create_task(steps("other", 4))
    await asyncio.sleep(0)
    future.set_result(5)
    answer.note("set")
    await asyncio.sleep(0)
    answer.note("went")
    assert await waits == 5
    await other
    assert noted() == [
        *[("waits",), ("other", 0), ("set",)],
        *[("other", 1), ("waited",), ("went",)],
        *[("other", 2), ("other", 3)],
    ]


async def test_a_future_of_ours():
    future = asyncio.get_running_loop().create_future()
    waits = asyncio.create_task(answer.wait_for(future))
    other = answer.start("other", 4)
    await asyncio.sleep(0)
    future.set_result(5)
    answer.note("set")
    await asyncio.sleep(0)
    answer.note("went")
    assert await waits == 5
    await other
    assert noted() == [
        *[("waits",), ("other", 0), ("set",)],
        *[("other", 1), ("waited",), ("went",)],
        *[("other", 2), ("other", 3)],
    ]


async def test_a_queue_between_both():
    queue = asyncio.Queue(1)
    await asyncio.gather(answer.produce(queue, 3), answer.consume(queue))
    assert noted() == [
        *[("put", 0), ("put", 1), ("got", 0)],
        *[("put", 2), ("got", 1), ("got", 2)],
    ]


async def test_done_callbacks():
    future = answer.future()
    for i in range(3):
        future.add_done_callback(lambda _, i=i: answer.note("done", i))
    asyncio.get_running_loop().call_soon(answer.note, "before")
    future.set_result(None)
    asyncio.get_running_loop().call_soon(answer.note, "after")
    await asyncio.sleep(0)
    assert noted() == [("before",), ("done", 0), ("done", 1), ("done", 2), ("after",)]


async def test_an_async_generator():
    other = asyncio.create_task(steps("other", 3))
    async for number in answer.numbers(3):
        answer.note("here", number)
    await other
    assert noted() == [
        *[("yield", 0), ("here", 0), ("other", 0)],
        *[("yield", 1), ("here", 1), ("other", 1)],
        *[("yield", 2), ("here", 2), ("other", 2)],
    ]
