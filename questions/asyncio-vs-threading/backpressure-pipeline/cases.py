"""Cases for Pipeline. The source and the handler belong to the case; both note what happens to them, on the virtual clock."""

import asyncio
import time
from collections.abc import AsyncGenerator, Iterable

import pytest
from answer import Pipeline
from pytest import approx


class Feed:
    """A source that notes what it has yielded, and whether it came to its end."""

    def __init__(
        self,
        items: Iterable[object],
        *,
        pause: float = 0.0,
        error: Exception | None = None,
        quiet: bool = False,
    ) -> None:
        self.yielded: list[object] = []
        self.closed = False
        self._items = items
        self._pause = pause
        self._error = error
        self._quiet = quiet

    async def read(self) -> AsyncGenerator[object]:
        try:
            for item in self._items:
                if self._pause:
                    await asyncio.sleep(self._pause)
                self.yielded.append(item)
                yield item
            if self._quiet:
                await asyncio.Event().wait()
            if self._error is not None:
                raise self._error
        finally:
            await asyncio.sleep(0.1)
            self.closed = True


class Post:
    """A handler that takes `seconds`, a second for most items; a cancelled call takes half a second to clean up."""

    def __init__(self, seconds: dict[object, float] | None = None, errors: dict[object, Exception] | None = None) -> None:
        self.begun: list[object] = []
        self.done: list[object] = []
        self.cleaned_up: list[object] = []
        self.running = 0
        self.most = 0
        self._seconds = seconds or {}
        self._errors = errors or {}

    async def handle(self, item: object) -> None:
        self.begun.append(item)
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            await asyncio.sleep(self._seconds.get(item, 1.0))
            if item in self._errors:
                raise self._errors[item]
            self.done.append(item)
        except asyncio.CancelledError:
            await asyncio.sleep(0.5)
            self.cleaned_up.append(item)
            raise
        finally:
            self.running -= 1


def pipeline(feed: Feed, post: Post, workers: int, buffer: int) -> Pipeline:
    return Pipeline(feed.read(), post.handle, workers=workers, buffer=buffer)


def assert_nothing_is_left(feed: Feed, post: Post) -> None:
    assert post.running == 0, "a call of handle is still running"
    assert feed.closed is True, "the source was not closed"
    assert len(asyncio.all_tasks()) == 1, "a task was left behind"


async def assert_nothing_happens_later(post: Post) -> None:
    begun = list(post.begun)
    await asyncio.sleep(30)
    assert post.begun == begun


@pytest.mark.sample
@pytest.mark.schedules(10)
async def test_every_item_is_handled_once():
    """every item is handled once, and run returns how many there were"""
    feed, post = Feed([1, 2, 3, 4]), Post()
    assert await pipeline(feed, post, workers=2, buffer=1).run() == 4
    assert sorted(post.done) == [1, 2, 3, 4]
    assert_nothing_is_left(feed, post)


async def test_any_value_is_an_item():
    """None, false and equal values are items like any other"""
    items = [None, 0, "", None, 0, (), None]
    feed, post = Feed(items), Post()
    assert await pipeline(feed, post, workers=2, buffer=1).run() == 7
    assert sorted(post.done, key=repr) == sorted(items, key=repr)
    assert_nothing_is_left(feed, post)


@pytest.mark.sample
async def test_workers_share_the_work():
    """as many calls of handle as there are workers run at once, never more, and a free worker takes the next item"""
    feed, post = Feed([1, 2, 3, 4, 5]), Post(seconds={1: 4.0})
    begun = time.monotonic()
    assert await pipeline(feed, post, workers=2, buffer=3).run() == 5
    assert post.most == 2
    assert sorted(post.done) == [1, 2, 3, 4, 5]
    assert time.monotonic() - begun == approx(4.0, abs=0.05)


@pytest.mark.points(2)
async def test_slow_workers_slow_the_source():
    """a source that is faster than the workers is asked for no more than fits"""
    feed, post = Feed(range(9)), Post(seconds=dict.fromkeys(range(9), 10.0))
    run = asyncio.create_task(pipeline(feed, post, workers=2, buffer=3).run())
    for finished in (0, 2):
        await asyncio.sleep(5)
        assert len(post.done) == finished
        assert 5 <= len(feed.yielded) - finished <= 6
        await asyncio.sleep(5)
    assert await run == 9
    assert sorted(post.done) == list(range(9))


async def test_items_are_fetched_ahead():
    """the source gets its next item while the workers are busy"""
    feed, post = Feed([1, 2, 3, 4], pause=1.0), Post(seconds=dict.fromkeys([1, 2, 3, 4], 1.5))
    begun = time.monotonic()
    run = asyncio.create_task(pipeline(feed, post, workers=1, buffer=2).run())
    await asyncio.sleep(4.2)
    assert feed.yielded == [1, 2, 3, 4]
    assert post.done == [1, 2]
    assert await run == 4
    assert time.monotonic() - begun == approx(7.0, abs=0.2)


@pytest.mark.sample
@pytest.mark.points(2)
@pytest.mark.schedules(10)
async def test_failing_handler_stops_everything():
    """when handle raises, the other calls are cancelled and cleaned up, no other begins, the source is closed, and that exception is raised"""
    error = ConnectionError("warehouse is down")
    feed, post = Feed(range(1, 9), quiet=True), Post(seconds={1: 5.0, 2: 1.0}, errors={2: error})
    with pytest.raises(ConnectionError) as caught:
        await pipeline(feed, post, workers=2, buffer=2).run()
    assert caught.value is error
    assert sorted(post.begun) == [1, 2]
    assert post.cleaned_up == [1]
    assert_nothing_is_left(feed, post)
    await assert_nothing_happens_later(post)


async def test_handler_fails_while_the_source_waits_for_room():
    """a failure of the only worker ends the run though the buffer is full"""
    error = ValueError("no such order")
    feed, post = Feed(range(1, 9)), Post(errors={1: error})
    with pytest.raises(ValueError) as caught:
        await pipeline(feed, post, workers=1, buffer=1).run()
    assert caught.value is error
    assert post.begun == [1]
    assert 2 <= len(feed.yielded) <= 3
    assert_nothing_is_left(feed, post)


@pytest.mark.schedules(10)
async def test_handler_fails_while_the_source_is_quiet():
    """a failure ends the run though the source has nothing to yield and other workers are idle"""
    error = ValueError("no such order")
    feed, post = Feed([1], quiet=True), Post(errors={1: error})
    begun = time.monotonic()
    with pytest.raises(ValueError) as caught:
        await pipeline(feed, post, workers=2, buffer=3).run()
    assert caught.value is error
    assert time.monotonic() - begun == approx(1.1, abs=0.05)
    assert_nothing_is_left(feed, post)


@pytest.mark.points(2)
async def test_failing_source_stops_everything():
    """when the source raises, running calls are cancelled, waiting items are left, and that exception is raised"""
    error = OSError("feed is gone")
    feed, post = Feed([1, 2, 3], pause=0.1, error=error), Post(seconds={1: 9.0, 2: 9.0})
    with pytest.raises(OSError) as caught:
        await pipeline(feed, post, workers=2, buffer=4).run()
    assert caught.value is error
    assert sorted(post.begun) == [1, 2]
    assert sorted(post.cleaned_up) == [1, 2]
    assert_nothing_is_left(feed, post)
    await assert_nothing_happens_later(post)


@pytest.mark.schedules(10)
async def test_cancelled_run_cleans_up():
    """a run that is cancelled cancels its calls, closes the source, and raises CancelledError once all have ended"""
    feed, post = Feed(range(8)), Post(seconds=dict.fromkeys(range(8), 9.0))
    run = asyncio.create_task(pipeline(feed, post, workers=2, buffer=2).run())
    await asyncio.sleep(1)
    run.cancel()
    with pytest.raises(asyncio.CancelledError):
        await run
    assert sorted(post.begun) == [0, 1]
    assert sorted(post.cleaned_up) == [0, 1]
    assert_nothing_is_left(feed, post)
    await assert_nothing_happens_later(post)


@pytest.mark.points(2)
@pytest.mark.schedules(10)
async def test_stop_handles_what_was_taken():
    """stop asks for nothing more, and each item that was yielded before is handled"""
    feed, post = Feed(range(20)), Post()
    line = pipeline(feed, post, workers=2, buffer=2)
    run = asyncio.create_task(line.run())
    await asyncio.sleep(0.5)
    yielded = list(feed.yielded)
    assert 4 <= len(yielded) <= 5
    line.stop()
    line.stop()
    assert await run == len(yielded)
    assert feed.yielded == yielded
    assert sorted(post.done) == yielded
    assert_nothing_is_left(feed, post)


@pytest.mark.points(2)
async def test_stop_while_the_source_is_quiet():
    """stop, called by a handler, doesn't wait for a source that has nothing to yield"""
    feed = Feed([1, 2], quiet=True)
    post = Post()

    async def handle(item: object) -> None:
        await post.handle(item)
        if item == 2:
            line.stop()

    line = Pipeline(feed.read(), handle, workers=2, buffer=2)
    assert await line.run() == 2
    assert sorted(post.done) == [1, 2]
    assert_nothing_is_left(feed, post)


@pytest.mark.points(2)
@pytest.mark.schedules(10)
@pytest.mark.parametrize("moment", ["as it wakes", "just after"])
async def test_stop_as_the_source_delivers(moment: str):
    """an item that the source yields at the moment of stop isn't lost"""
    loop = asyncio.get_running_loop()
    arrived = asyncio.Event()
    yielded = []

    async def read() -> AsyncGenerator[int]:
        yielded.append(1)
        yield 1
        await arrived.wait()
        if moment == "just after":
            loop.call_soon(line.stop)
        yielded.append(2)
        yield 2
        await asyncio.Event().wait()

    post = Post()
    line = Pipeline(read(), post.handle, workers=1, buffer=1)
    run = asyncio.create_task(line.run())
    await asyncio.sleep(0.5)
    arrived.set()
    if moment == "as it wakes":
        line.stop()
    assert await run == len(yielded)
    assert post.done == yielded
    assert len(asyncio.all_tasks()) == 1, "a task was left behind"


@pytest.mark.parametrize("items", [[], [1, 2, 3]])
async def test_nothing_to_do(items: list[int]):
    """a source without items ends the run at once, and after stop a run asks for nothing"""
    yielded = []

    async def read() -> AsyncGenerator[int]:
        for item in items:
            yielded.append(item)
            yield item
        await asyncio.sleep(1)

    post = Post()
    line = Pipeline(read(), post.handle, workers=2, buffer=2)
    if items:
        line.stop()
    assert await line.run() == 0
    assert yielded == []
    assert post.begun == []
    assert len(asyncio.all_tasks()) == 1, "a task was left behind"


async def test_failure_after_stop():
    """a call that fails after stop is raised, and stops the others"""
    error = ConnectionError("warehouse is down")
    feed, post = Feed(range(1, 20)), Post(seconds={1: 2.0, 2: 9.0}, errors={1: error})
    line = pipeline(feed, post, workers=2, buffer=2)
    run = asyncio.create_task(line.run())
    await asyncio.sleep(1)
    line.stop()
    with pytest.raises(ConnectionError) as caught:
        await run
    assert caught.value is error
    assert sorted(post.begun) == [1, 2]
    assert post.cleaned_up == [2]
    assert_nothing_is_left(feed, post)
