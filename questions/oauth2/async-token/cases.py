"""Cases for TokenSource. Times are virtual and exact; where tasks may overtake one another, cases run under many schedules."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass

import pytest
from answer import SourceClosedError, TokenSource

EARLY, LEEWAY, PAUSE = 30.0, 5.0, 10.0


@dataclass
class Fetch:
    """What a fetch takes, and what it comes to: the life of a token, or an exception."""

    takes: float
    outcome: float | Exception
    cleans_up: float = 0.0


class Scene:
    """An authorization server with a plan, a source of tokens, and named tasks that use it."""

    def __init__(self, *plan: Fetch, defaults: bool = False) -> None:
        self.fetches: list[float] = []
        self.cancelled: list[float] = []
        self.at_once = self.most_at_once = 0
        self.got: dict[str, object] = {}
        self.at: dict[str, float] = {}
        self.complaints: list[str] = []
        self._plan = plan
        self._tasks: list[asyncio.Task] = []
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: self.complaints.append(context["message"]))
        self._began = loop.time()
        settings = {} if defaults else {"early": EARLY, "leeway": LEEWAY, "pause": PAUSE}
        self.source = TokenSource(self.fetch, **settings)

    def seconds(self) -> float:
        return asyncio.get_running_loop().time() - self._began

    async def until(self, seconds: float) -> None:
        await asyncio.sleep(seconds - self.seconds())

    async def fetch(self) -> tuple[str, float]:
        """The first brings "t1", and so on."""
        self.fetches.append(self.seconds())
        number = len(self.fetches)
        plan = self._plan[min(number, len(self._plan)) - 1]
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(plan.takes)
        except asyncio.CancelledError:
            self.cancelled.append(self.seconds())
            if plan.cleans_up:
                await asyncio.sleep(plan.cleans_up)
            raise
        finally:
            self.at_once -= 1
        if isinstance(plan.outcome, Exception):
            raise plan.outcome
        return f"t{number}", plan.outcome

    async def do(self, name: str, use: Awaitable[object]) -> None:
        try:
            self.got[name] = await use
        except asyncio.CancelledError:
            self.got[name] = "cancelled"
            raise
        except SourceClosedError:
            self.got[name] = "closed"
        except Exception as error:
            self.got[name] = error
        finally:
            self.at[name] = self.seconds()

    def task(self, name: str, use, *arguments: object, at: float = 0.0, cancel_at: float | None = None) -> None:
        """Use the source in a task of its own, begun and perhaps cancelled so many seconds from now."""

        async def run() -> None:
            await asyncio.sleep(at)
            await self.do(name, use(*arguments))

        task = asyncio.create_task(run(), name=name)
        if cancel_at is not None:
            asyncio.get_running_loop().call_later(cancel_at, task.cancel)
        self._tasks.append(task)

    def asks(self, name: str, at: float = 0.0, cancel_at: float | None = None) -> None:
        self.task(name, self.source.token, at=at, cancel_at=cancel_at)

    async def play(self) -> None:
        """Wait until all tasks have ended; those that were cancelled may end so, others not."""
        tasks, self._tasks = self._tasks, []
        for ending in await asyncio.gather(*tasks, return_exceptions=True):
            assert ending is None or isinstance(ending, asyncio.CancelledError)
        assert self.most_at_once < 2, "two fetches ran at a time"


class Storage:
    """An API that refuses some tokens, and may take its time."""

    def __init__(self, *refuses: str, takes: float = 0.0) -> None:
        self.sent: list[str] = []
        self._refuses = refuses
        self._takes = takes

    async def send(self, token: str) -> tuple[int, str]:
        self.sent.append(token)
        await asyncio.sleep(self._takes)
        return (401, "refused") if token in self._refuses else (200, f"stored with {token}")


def moment(seconds: float):
    return pytest.approx(seconds, abs=0.05)


@pytest.mark.sample
async def test_token_is_fetched_and_reused():
    """a token is fetched when one is asked for, and used while it lives"""
    scene = Scene(Fetch(1, 100))
    await scene.until(10)
    assert scene.fetches == []
    for _ in range(3):
        assert await scene.source.token() == "t1"
        await asyncio.sleep(10)
    assert len(scene.fetches) == 1
    await scene.until(450)
    assert len(scene.fetches) == 1
    assert await scene.source.token() == "t2"
    assert len(scene.fetches) == 2


@pytest.mark.sample
async def test_refused_token_is_replaced():
    """a 401 costs one more request with a new token, and no more; a refused token is never used again"""
    scene = Scene(Fetch(0, 500))
    storage = Storage("t1", "t3", "t4")
    assert await scene.source.call(storage.send) == (200, "stored with t2")
    assert await scene.source.call(storage.send) == (200, "stored with t2")
    assert storage.sent == ["t1", "t2", "t2"]
    picky = Storage("t2")
    assert await scene.source.call(picky.send) == (200, "stored with t3")
    assert await scene.source.call(storage.send) == (401, "refused")
    assert storage.sent[3:] == ["t3", "t4"]
    assert await scene.source.token() == "t5"
    assert len(scene.fetches) == 5


@pytest.mark.sample
@pytest.mark.schedules(8)
async def test_tasks_share_a_refresh():
    """tasks that need a token while one is fetched wait for it, and go on as soon as it is there"""
    scene = Scene(Fetch(3, 100))
    for name, at in (("a", 0), ("b", 0), ("c", 1)):
        scene.asks(name, at)
    await scene.play()
    assert scene.got == {"a": "t1", "b": "t1", "c": "t1"}
    assert [scene.at[name] for name in ("a", "b", "c")] == [moment(3)] * 3
    assert len(scene.fetches) == 1


@pytest.mark.schedules(15)
@pytest.mark.points(2)
async def test_those_who_come_as_it_ends():
    """one fetch is enough, also for those who come just as it ends"""
    scene = Scene(Fetch(2, 100))

    async def after(rounds: int) -> str:
        """Ask when the loop has gone round so often since the answer came."""
        for _ in range(rounds):
            await asyncio.sleep(0)
        return await scene.source.token()

    scene.asks("a")
    for rounds in range(8):
        scene.task(f"after {rounds} rounds", after, rounds, at=2)
    await scene.play()
    assert scene.got == {"a": "t1"} | {f"after {rounds} rounds": "t1" for rounds in range(8)}
    assert len(scene.fetches) == 1


@pytest.mark.schedules(10)
@pytest.mark.points(4)
async def test_refusals_of_one_token_cost_one_refresh():
    """refusals of one token cost one fetch together, those that come late, too, and nobody gets that token any more"""
    scene = Scene(Fetch(0, 500), Fetch(2, 500))
    assert await scene.source.token() == "t1"
    for name, takes in (("a", 0), ("b", 0), ("slow", 1), ("late", 3)):
        scene.task(name, scene.source.call, Storage("t1", takes=takes).send)
    scene.asks("c", at=1)
    await scene.play()
    assert scene.got == {name: (200, "stored with t2") for name in ("a", "b", "slow", "late")} | {"c": "t2"}
    assert [scene.at[name] for name in ("a", "b", "c")] == [moment(2)] * 3
    assert [scene.at["slow"], scene.at["late"]] == [moment(3), moment(6)]
    assert len(scene.fetches) == 2


@pytest.mark.schedules(6)
@pytest.mark.points(3)
async def test_early_refresh_is_in_the_background():
    """a token's life begins when its fetch is called, and while it is renewed early nobody waits"""
    scene = Scene(Fetch(5, 100), Fetch(4, 100))
    for name, at in (("first", 0), ("fresh", 69.5), ("a", 70.5), ("b", 70.5), ("c", 73), ("d", 76)):
        scene.asks(name, at)
    await scene.play()
    assert scene.got == {"first": "t1", "fresh": "t1", "a": "t1", "b": "t1", "c": "t1", "d": "t2"}
    assert [scene.at[name] for name in ("first", "fresh", "a", "b", "c", "d")] == [moment(at) for at in (5, 69.5, 70.5, 70.5, 73, 76)]
    assert scene.fetches == [moment(0), moment(70.5)]


@pytest.mark.points(2)
@pytest.mark.parametrize("refused", [False, True])
async def test_early_refresh_is_the_one_to_wait_for(refused):
    """when a token gets too old or is refused while it is renewed early, that refresh is waited for"""
    scene = Scene(Fetch(0, 100), Fetch(20, 100))
    assert await scene.source.token() == "t1"
    scene.asks("early", 90)
    scene.task("request", scene.source.call, Storage("t1" if refused else "").send, at=92)
    scene.asks("a", 94.5)
    scene.asks("b", 95.5)
    await scene.play()
    assert scene.got == {
        "early": "t1",
        "request": (200, "stored with t2") if refused else (200, "stored with t1"),
        "a": "t2" if refused else "t1",
        "b": "t2",
    }
    assert scene.at["early"] == moment(90)
    assert scene.at["a"] == moment(110 if refused else 94.5)
    assert scene.at["b"] == moment(110)
    assert scene.fetches == [moment(0), moment(90)]


@pytest.mark.points(3)
async def test_failed_early_refresh_keeps_the_token():
    """when an early refresh has failed the token stays, and there is a pause before the next one; who has to wait has no pause"""
    error = ConnectionError("no server")
    scene = Scene(Fetch(0, 100), *[Fetch(2, error)] * 3, Fetch(2, 100))
    assert await scene.source.token() == "t1"
    times = (71, 74, 82.5, 83.5, 94, 94.9)
    for at in times:
        scene.asks(f"at {at}", at)
    scene.asks("bold", 95.2)
    scene.asks("last", 98)
    await scene.play()
    assert [scene.got[f"at {at}"] for at in times] == ["t1"] * len(times)
    assert [scene.at[f"at {at}"] for at in times] == [moment(at) for at in times]
    assert scene.fetches == [moment(0), moment(71), moment(83.5), moment(95.2), moment(98)]
    assert scene.got["bold"] is error
    assert scene.got["last"] == "t5"


async def test_defaults():
    """early is 60.0 seconds, leeway 5.0 and pause 10.0 if they aren't given"""
    error = ConnectionError("no server")
    scene = Scene(Fetch(0, 100), Fetch(1, error), Fetch(1, error), Fetch(3, 100), defaults=True)
    assert await scene.source.token() == "t1"
    times = (39.5, 40.5, 51, 52, 94.5)
    for at in times:
        scene.asks(f"at {at}", at)
    scene.asks("late", 95.5)
    await scene.play()
    assert [scene.got[f"at {at}"] for at in times] == ["t1"] * len(times)
    assert [scene.at[f"at {at}"] for at in times] == [moment(at) for at in times]
    assert scene.got["late"] == "t4"
    assert scene.at["late"] == moment(97.5)
    assert scene.fetches == [moment(0), moment(40.5), moment(52), moment(94.5)]


@pytest.mark.schedules(5)
@pytest.mark.points(2)
async def test_failure_is_told_to_all_who_wait():
    """a failed fetch is told to all who wait for it, at once, and they don't try again"""
    error = ConnectionError("no server")
    scene = Scene(Fetch(3, error), Fetch(1, 100))
    for name, at in (("a", 0), ("b", 1), ("c", 2)):
        scene.asks(name, at)
    await scene.play()
    assert [scene.got[name] is error for name in ("a", "b", "c")] == [True, True, True]
    assert [scene.at[name] for name in ("a", "b", "c")] == [moment(3)] * 3
    assert len(scene.fetches) == 1
    assert await scene.source.token() == "t2"


@pytest.mark.points(2)
async def test_next_call_tries_again():
    """the next call after a failed fetch tries again, also at once, and is joined by those who come later"""
    error = ConnectionError("no server")
    scene = Scene(Fetch(3, error), Fetch(4, 100))

    async def twice() -> str:
        with pytest.raises(ConnectionError, match="^no server$"):
            await scene.source.token()
        return await scene.source.token()

    scene.task("a", twice)
    scene.asks("b", 1)
    scene.asks("c", 4)
    await scene.play()
    assert scene.got == {"a": "t2", "b": error, "c": "t2"}
    assert [scene.at[name] for name in ("a", "b", "c")] == [moment(7), moment(3), moment(7)]
    assert len(scene.fetches) == 2


async def test_failure_that_nobody_waits_for():
    """a failure that nobody waits for passes without a complaint"""
    error = ConnectionError("no server")
    scene = Scene(Fetch(3, error), Fetch(0, 100), Fetch(3, error), Fetch(0, 100))
    scene.asks("hung up", cancel_at=1)
    await scene.play()
    await scene.until(4)
    assert await scene.source.token() == "t2"
    await scene.until(80)
    assert await scene.source.token() == "t2"
    await scene.until(120)
    assert await scene.source.token() == "t4"
    assert [message for message in scene.complaints if "never retrieved" in message] == []


@pytest.mark.schedules(6)
@pytest.mark.points(2)
async def test_cancelled_task_leaves_the_others_alone():
    """cancelling tasks that wait, the first one too, means nothing to the refresh and the others"""
    scene = Scene(Fetch(4, 100))
    scene.asks("a", cancel_at=1)
    scene.asks("b", at=0.5)
    scene.asks("c", at=2, cancel_at=2.5)
    scene.asks("d", at=3)
    await scene.play()
    assert scene.got == {"a": "cancelled", "b": "t1", "c": "cancelled", "d": "t1"}
    assert [scene.at[name] for name in ("a", "b", "c", "d")] == [moment(1), moment(4), moment(2.5), moment(4)]
    assert scene.cancelled == []
    assert len(scene.fetches) == 1


@pytest.mark.points(2)
async def test_refresh_goes_on_for_nobody():
    """when all who wait have been cancelled the refresh goes on, and its token is there for the next one"""
    scene = Scene(Fetch(3, 100))
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1):
            await scene.source.token()
    assert scene.seconds() == moment(1)
    scene.asks("hung up", at=0.5, cancel_at=1)
    await scene.play()
    await scene.until(4)
    assert await scene.source.token() == "t1"
    assert scene.seconds() == moment(4)
    assert scene.cancelled == []
    assert len(scene.fetches) == 1


@pytest.mark.points(3)
async def test_close_ends_the_refresh():
    """close cancels a running refresh, waits for its end, and tells those who wait and all who come later"""
    scene = Scene(Fetch(10, 100, cleans_up=2))
    scene.asks("a")
    scene.asks("b", at=1)
    scene.task("close", scene.source.close, at=3)
    scene.asks("c", at=4)
    await scene.play()
    assert scene.got == {"a": "closed", "b": "closed", "c": "closed", "close": None}
    assert scene.cancelled == [moment(3)]
    assert scene.at["c"] == moment(4)
    assert scene.at["close"] == moment(5)
    assert scene.at_once == 0
    storage = Storage()
    with pytest.raises(SourceClosedError):
        await scene.source.call(storage.send)
    assert storage.sent == []
    await scene.source.close()

    scene = Scene(Fetch(0, 100))
    assert await scene.source.token() == "t1"
    await scene.source.close()
    with pytest.raises(SourceClosedError):
        await scene.source.token()
    assert len(scene.fetches) == 1


@pytest.mark.schedules(15)
@pytest.mark.points(2)
async def test_close_at_any_moment():
    """close ends a refresh that has just begun, too"""
    scene = Scene(Fetch(5, 100))
    scene.asks("a")
    scene.asks("b")
    scene.task("close", scene.source.close)
    await scene.play()
    assert scene.got == {"a": "closed", "b": "closed", "close": None}
    assert [scene.at[name] for name in ("a", "b", "close")] == [moment(0)] * 3
    assert scene.at_once == 0
