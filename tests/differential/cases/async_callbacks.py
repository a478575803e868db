import asyncio
import contextlib
import contextvars
import functools
import inspect
import threading
import time
from unittest import mock

import answer
import pytest


async def test_many_at_a_time():
    running = most = 0

    async def fetch(name):
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.02)
        running -= 1
        return name * 2

    begin = time.monotonic()
    assert await answer.fetch_all(fetch, range(200)) == [name * 2 for name in range(200)]
    assert most == 200 and time.monotonic() - begin < 3
    most = 0
    assert await answer.fetch_all(fetch, range(20), 5) == [name * 2 for name in range(20)]
    assert most == 5


def test_many_at_a_time_in_a_loop_of_the_answer():
    running = most = 0

    async def fetch(name):
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.02)
        running -= 1
        return name

    assert answer.run(answer.fetch_all, fetch, range(50)) == list(range(50)) and most == 50


async def test_one_of_many_fails():
    async def fetch(name):
        await asyncio.sleep(0.001 * name)
        if name == 3:
            raise ConnectionError(name)
        return name

    with pytest.raises(ConnectionError) as caught:
        await answer.fetch_all(fetch, range(5))
    assert caught.value.args == (3,)


async def test_mocks():
    fetch = mock.AsyncMock(side_effect=[OSError(1), OSError(2), "ok"])
    sleep = mock.AsyncMock()
    assert await answer.retry(fetch, 5, sleep) == "ok"
    assert fetch.await_count == 3 and sleep.await_args_list == [mock.call(1), mock.call(2)]
    fetch = mock.AsyncMock(side_effect=OSError("down"))
    with pytest.raises(OSError, match="down"):
        await answer.retry(fetch, 2, sleep)
    assert fetch.await_count == 2
    fetch = mock.AsyncMock(return_value=5)
    assert await answer.fetch_all(fetch, ["a", "b"]) == [5, 5]
    fetch.assert_has_awaits([mock.call("a"), mock.call("b")])


async def test_a_client():
    transport = mock.AsyncMock()
    transport.request.return_value.json.return_value = {"a": 1}
    async with answer.Client(transport) as client:
        assert await client.get("/x") == {"a": 1}
    transport.open.assert_awaited_once_with()
    transport.close.assert_awaited_once_with()
    transport.request.assert_awaited_once_with("GET", "/x")


async def test_a_context_manager_of_the_answer():
    transport = mock.AsyncMock()
    async with answer.Client(transport):
        raise KeyError("swallowed")
    with pytest.raises(ValueError):
        async with answer.Client(transport):
            raise ValueError
    assert transport.close.await_count == 2


async def test_context_managers_of_ours():
    seen = []

    @contextlib.asynccontextmanager
    async def manager():
        seen.append("enter")
        await asyncio.sleep(0)
        yield 5
        await asyncio.sleep(0)
        seen.append("exit")

    assert await answer.within(manager()) == 5 and seen == ["enter", "exit"]


async def test_async_iterators_of_the_answer():
    assert [item async for item in answer.Countdown(3)] == [2, 1, 0]
    countdown = aiter(answer.Countdown(1))
    assert await anext(countdown) == 0 and await anext(countdown, "end") == "end"
    with pytest.raises(StopAsyncIteration):
        await anext(countdown)


async def test_async_iterators_of_ours():
    async def numbers():
        for i in range(3):
            await asyncio.sleep(0)
            yield i

    class Numbers:
        def __aiter__(self):
            return numbers()

    assert await answer.collect(numbers()) == [0, 1, 2]
    assert await answer.collect(Numbers()) == [0, 1, 2]
    sunk = []

    async def sink(item):
        sunk.append(item)

    assert await answer.stream(numbers(), sink) == 3 and sunk == [0, 1, 2]
    assert sorted([item async for item in answer.merge(numbers(), numbers())]) == [0, 0, 1, 1, 2, 2]


async def test_an_async_generator_that_is_sent_to():
    echo = answer.echo()
    assert await echo.asend(None) == []
    assert await echo.asend(1) == [1]
    assert await echo.athrow(LookupError("thrown")) == [1, "thrown"]
    with pytest.raises(StopAsyncIteration):
        await echo.asend(None)
    echo = answer.echo()
    await anext(echo)
    with pytest.raises(ValueError):
        await echo.athrow(ValueError())


async def test_awaitables():
    assert await answer.Ready(3) == 3
    assert await asyncio.gather(answer.Ready(1), answer.Ready(2)) == [1, 2]
    assert await asyncio.wait_for(answer.Ready(4), 1) == 4
    assert inspect.isawaitable(answer.Ready(1)) and not inspect.iscoroutine(answer.Ready(1))

    class Mine:
        def __await__(self):
            yield from asyncio.sleep(0).__await__()
            return "mine"

    async def fetch(_):
        return await Mine()

    assert await answer.fetch_all(fetch, [1]) == ["mine"]
    assert await answer.fetch_all(lambda _: Mine(), [1, 2]) == ["mine", "mine"]


async def test_coroutines_are_coroutines():
    coroutine = answer.fetch_all(None, [])
    assert asyncio.iscoroutine(coroutine) and inspect.iscoroutine(coroutine)
    assert await coroutine == []
    with pytest.raises(RuntimeError):
        await coroutine
    assert inspect.iscoroutinefunction(answer.fetch_all) and inspect.isasyncgenfunction(answer.echo)
    with pytest.raises(TypeError):
        await answer.fetch_all


async def test_decorators():
    calls = []

    async def slow(key):
        calls.append(key)
        await asyncio.sleep(0.02)
        return key

    result, seconds = await answer.timed(slow)("a")
    assert result == "a" and 0.01 < seconds < 5
    cached = answer.cached(slow)
    assert await asyncio.gather(*(cached("b") for _ in range(10))) == ["b"] * 10
    assert calls == ["a", "b"]
    assert slow.__name__ == "slow" and answer.timed(slow).__name__ == "slow"


mine = contextvars.ContextVar("mine", default=None)


async def test_context_variables_of_the_answer():
    async def callback():
        await asyncio.sleep(0)
        return answer.get_user()

    assert await answer.users(callback) == [("a", "a"), ("b", "b")]
    assert answer.get_user() == "nobody"
    assert await answer.as_user("c", callback) == ("c", "c")
    assert answer.get_user() == "c"


async def test_context_variables_of_ours():
    async def callback():
        mine.set((mine.get(), answer.get_user()))
        await asyncio.sleep(0)
        return mine.get()

    mine.set("before")
    assert await answer.users(callback) == [("a", ("before", "a")), ("b", ("before", "b"))]
    assert mine.get() == "before"


async def test_threads():
    names = []
    all_at_once = threading.Barrier(3, timeout=60)

    def work(value):
        names.append(threading.current_thread() is threading.main_thread())
        all_at_once.wait()
        return value

    results = await asyncio.gather(*(answer.to_thread(work, i) for i in range(2)), answer.in_executor(work, 2))
    assert results == [0, 1, 2] and not any(names)
    assert await asyncio.to_thread(answer.get_user) == "nobody"
    assert await asyncio.get_running_loop().run_in_executor(None, answer.run, answer.collect, answer.Countdown(2)) == [1, 0]


async def test_a_thread_hands_in_coroutines():
    loop = asyncio.get_running_loop()

    def work():
        return asyncio.run_coroutine_threadsafe(answer.collect(answer.Countdown(2)), loop).result(5)

    assert await asyncio.to_thread(work) == [1, 0]
    assert await answer.to_thread(work) == [1, 0]
    called = asyncio.Event()
    await answer.to_thread(lambda: loop.call_soon_threadsafe(called.set))
    await called.wait()


def test_a_runner():
    with asyncio.Runner() as runner:
        assert runner.run(answer.collect(answer.Countdown(2))) == [1, 0]
        task = runner.run(started())
        assert runner.run(ended(task)) == [2, 1, 0]


async def started():
    return asyncio.create_task(answer.collect(answer.Countdown(3)))


async def ended(task):
    return await task


def test_a_loop_inside_a_loop():
    async def main():
        coroutine = answer.collect(answer.Countdown(1))
        with pytest.raises(RuntimeError):
            asyncio.run(coroutine)
        with pytest.raises(RuntimeError):
            answer.run(answer.collect, answer.Countdown(1))
        return await coroutine

    assert asyncio.run(main()) == [0]


def test_without_a_loop():
    with pytest.raises(RuntimeError):
        asyncio.get_running_loop()
    coroutine = answer.as_user("x", None)
    coroutine.close()
    with pytest.raises(StopIteration) as caught:
        answer.no_wait().send(None)
    assert caught.value.value == "no wait"


class Called:
    async def __call__(self, value):
        return value

    async def method(self, value):
        return value


async def test_sync_or_async():
    async def one(value):
        await asyncio.sleep(0)
        return value

    for callback in (one, functools.partial(one), Called().method, mock.AsyncMock(return_value=3)):
        assert await answer.dispatch(callback, 3) == ("async", 3)
    assert await answer.dispatch(Called(), 3) == ("awaitable", 3)
    assert await answer.dispatch(lambda value: one(value), 3) == ("awaitable", 3)
    for callback in (lambda value: value, mock.Mock(return_value=3), int):
        assert await answer.dispatch(callback, 3) == ("sync", 3)


def test_kinds_of_functions():
    async def coroutine():
        pass

    def generator():
        yield

    async def async_generator():
        yield

    assert answer.kinds(coroutine) == [True, False, False]
    assert answer.kinds(generator) == [False, True, False]
    assert answer.kinds(async_generator) == [False, False, True]
    assert answer.kinds(len) == answer.kinds(lambda: None) == answer.kinds(Called) == [False] * 3


async def test_patches():
    with mock.patch.object(answer, "fetch_one", return_value=7) as patched:
        assert isinstance(patched, mock.AsyncMock)
        assert await answer.Service().load("key") == 7
        patched.assert_awaited_once_with("key")
    with mock.patch.object(answer.Service, "load", mock.AsyncMock(return_value=5)):
        assert await answer.load(answer.Service(), "key") == ("service", 5)


@pytest.mark.parametrize("make", [lambda: mock.create_autospec(answer.Service, instance=True), lambda: mock.AsyncMock(spec=answer.Service)])
async def test_specs(make):
    service = make()
    service.load.return_value = 9
    service.name.return_value = "mocked"
    assert await answer.load(service, "key") == ("mocked", 9)
    service.load.assert_awaited_once_with("key")
    with pytest.raises(AttributeError):
        service.missing  # noqa: B018
