"""Cases for the asyncio CircuitBreaker. Times are virtual and exact; where tasks may overtake one another, cases run under many schedules."""

import asyncio

import pytest
from answer import CircuitBreaker, CircuitOpenError

RECOVERY = 30.0


class Scene:
    """One breaker, named calls in tasks of their own, and a record of what happened when."""

    def __init__(self, threshold: int = 1, timeout: float | None = None, report_takes: float = 0.0) -> None:
        self.reports: list[str] = []
        self.made: dict[str, float] = {}
        self.cancelled: dict[str, float] = {}
        self.ended: dict[str, float] = {}
        self.outcome: dict[str, str] = {}
        self.running: set[str] = set()
        self.clashes: list[str] = []
        self._report_takes = report_takes
        self._tasks: list[asyncio.Task] = []
        self.breaker = CircuitBreaker(threshold, RECOVERY, timeout=timeout, report=self._report)
        self.start_the_clock()

    def start_the_clock(self) -> None:
        self.began = asyncio.get_running_loop().time()

    def seconds(self) -> float:
        return asyncio.get_running_loop().time() - self.began

    async def call(self, name: str, takes: float = 0.0, raises: BaseException | None = None, cleans_up: float = 0.0) -> None:
        """A call in this task; it ends in peace, unless it was cancelled."""

        async def func() -> str:
            self.made[name] = self.seconds()
            self.clashes.extend(self.running)
            self.running.add(name)
            try:
                await asyncio.sleep(takes)
            except asyncio.CancelledError:
                self.cancelled[name] = self.seconds()
                if cleans_up:
                    await asyncio.sleep(cleans_up)
                raise
            finally:
                self.running.remove(name)
            if raises is not None:
                raise raises
            return f"result of {name}"

        try:
            result = await self.breaker.call(func)
        except asyncio.CancelledError:
            self.outcome[name] = "cancelled"
            raise
        except CircuitOpenError:
            self.outcome[name] = "refused"
        except Exception as error:
            self.outcome[name] = "failed" if error is raises else type(error).__name__
        else:
            self.outcome[name] = "done" if result == f"result of {name}" else f"returned {result!r}"
        finally:
            self.ended[name] = self.seconds()

    async def fail(self, name: str) -> None:
        await self.call(name, raises=ConnectionError(name))
        assert self.outcome[name] == "failed"

    async def wait_closed(self, name: str) -> None:
        await self.breaker.closed()
        self.ended[name] = self.seconds()

    def task(self, name: str, at: float = 0.0, cancel_at: float | None = None, waits: bool = False, **how: object) -> None:
        """A call (or a wait) in a task of its own, begun and perhaps cancelled so many seconds from now."""

        async def run() -> None:
            await asyncio.sleep(at)
            await (self.wait_closed(name) if waits else self.call(name, **how))

        task = asyncio.create_task(run(), name=name)
        if cancel_at is not None:
            asyncio.get_running_loop().call_later(cancel_at, task.cancel)
        self._tasks.append(task)

    async def play(self) -> None:
        """Wait until all tasks have ended; those that were cancelled may end so, others not."""
        for ending in await asyncio.gather(*self._tasks, return_exceptions=True):
            assert ending is None or isinstance(ending, asyncio.CancelledError)

    async def _report(self, news: str) -> None:
        self.reports.append(news)
        await asyncio.sleep(self._report_takes)


def moment(seconds: float):
    return pytest.approx(seconds, abs=0.05)


async def half_open(**settings: object) -> Scene:
    """A breaker whose recovery time has just passed, with a fresh clock."""
    scene = Scene(**settings)
    await scene.fail("down")
    await asyncio.sleep(RECOVERY)
    scene.start_the_clock()
    scene.reports.clear()
    scene.outcome.clear()
    return scene


@pytest.mark.sample
async def test_opens_and_refuses():
    """opens after the failures in a row, reports it, and refuses calls"""
    scene = Scene(threshold=3)
    for name in ("a", "b"):
        await scene.fail(name)
    await scene.call("c")
    for name in ("d", "e"):
        await scene.fail(name)
    assert scene.breaker.state == "closed"
    assert scene.reports == []
    await scene.fail("f")
    assert scene.breaker.state == "open"
    assert scene.reports == ["opened"]
    await scene.call("g")
    assert scene.outcome["c"] == "done"
    assert scene.outcome["g"] == "refused"
    assert "g" not in scene.made


@pytest.mark.sample
async def test_probe_decides():
    """after the recovery time a probe opens it again, for the full time, or closes it with a count of 0"""
    scene = Scene(threshold=2)
    await scene.fail("a")
    await scene.fail("b")
    await asyncio.sleep(29.5)
    assert scene.breaker.state == "open"
    await asyncio.sleep(0.6)
    assert scene.breaker.state == "half-open"
    await scene.fail("c")
    assert scene.breaker.state == "open"
    await asyncio.sleep(29.5)
    await scene.call("d")
    assert scene.outcome["d"] == "refused"
    await asyncio.sleep(0.6)
    await scene.call("e")
    assert scene.outcome["e"] == "done"
    assert scene.breaker.state == "closed"
    await scene.fail("f")
    assert scene.breaker.state == "closed"
    assert scene.reports == ["opened", "probe", "opened", "probe", "closed"]


async def test_defaults():
    """if nothing is given, three failures in a row open it for 30 seconds, without a time limit or a report"""
    breaker = CircuitBreaker()

    async def slow() -> str:
        await asyncio.sleep(50)
        return "slow"

    async def down() -> None:
        raise ConnectionError("down")

    assert await breaker.call(slow) == "slow"
    for state in ("closed", "closed", "open"):
        with pytest.raises(ConnectionError):
            await breaker.call(down)
        assert breaker.state == state
    await asyncio.sleep(29.5)
    assert breaker.state == "open"
    await asyncio.sleep(0.75)
    assert breaker.state == "half-open"
    assert await breaker.call(slow) == "slow"
    assert breaker.state == "closed"


@pytest.mark.sample
async def test_calls_run_side_by_side():
    """calls through a closed breaker run side by side, and a slow report holds up nobody"""
    scene = Scene(report_takes=10)
    for name in ("a", "b", "c"):
        scene.task(name, takes=3)
    scene.task("failure", at=1, raises=ConnectionError("failure"))
    scene.task("refused", at=2)
    await scene.play()
    assert scene.outcome == {"a": "done", "b": "done", "c": "done", "failure": "failed", "refused": "refused"}
    assert [scene.ended[name] for name in ("a", "b", "c", "refused")] == [moment(3), moment(3), moment(3), moment(2)]
    assert scene.ended["failure"] == moment(11)


@pytest.mark.schedules(15)
@pytest.mark.points(2)
async def test_failures_at_once_open_it_once():
    """failures that come together all count, and open it once, for all calls that come after"""
    scene = Scene(threshold=2, report_takes=5)
    for name in ("a", "b", "c"):
        scene.task(name, takes=1, raises=ConnectionError(name))
    scene.task("during the report", at=2)
    await scene.play()
    assert scene.outcome == {"a": "failed", "b": "failed", "c": "failed", "during the report": "refused"}
    assert scene.reports == ["opened"]
    assert scene.breaker.state == "open"
    await asyncio.sleep(RECOVERY - 4.5)
    assert scene.breaker.state == "half-open"


@pytest.mark.schedules(15)
@pytest.mark.points(2)
async def test_one_of_many_is_the_probe():
    """half-open: only the next call is made as the probe, and every other one is refused, while a slow report is awaited, too"""
    scene = await half_open(report_takes=1)
    for name in ("a", "b", "c"):
        scene.task(name, takes=2)
    scene.task("d", at=0.5)
    scene.task("e", at=1.5)
    scene.task("f", at=3.5)
    await scene.play()
    assert sorted(scene.outcome[name] for name in ("a", "b", "c")) == ["done", "refused", "refused"]
    assert [scene.outcome[name] for name in ("d", "e", "f")] == ["refused", "refused", "done"]
    assert scene.ended["f"] == moment(3.5)
    assert scene.reports == ["probe", "closed"]


@pytest.mark.points(2)
@pytest.mark.parametrize("late_error", [None, ConnectionError("late")])
@pytest.mark.parametrize("ends_at", [5, 33, 41])
async def test_late_outcomes_count_for_nothing(ends_at, late_error):
    """the outcome of a call from before the breaker opened counts for nothing, whatever the state is by then"""
    scene = Scene(threshold=2)
    scene.task("late", takes=ends_at, raises=late_error)
    scene.task("a", at=1, raises=ConnectionError("a"))
    scene.task("b", at=2, raises=ConnectionError("b"))
    scene.task("early", at=31)
    scene.task("probe", at=32.5, takes=2)
    scene.task("beside the probe", at=34)
    scene.task("c", at=40, raises=ConnectionError("c"))
    scene.task("d", at=42, raises=ConnectionError("d"))
    scene.task("e", at=43)
    await scene.play()
    assert scene.outcome == {
        "late": "done" if late_error is None else "failed",
        "a": "failed",
        "b": "failed",
        "early": "refused",
        "probe": "done",
        "beside the probe": "refused",
        "c": "failed",
        "d": "failed",
        "e": "refused",
    }
    assert scene.reports == ["opened", "probe", "closed", "opened"]


async def test_late_outcomes_in_a_row():
    """late outcomes count for nothing, a failure after a success neither"""
    scene = Scene(threshold=1)
    scene.task("late success", takes=5)
    scene.task("late failure", takes=6, raises=ConnectionError("late failure"))
    scene.task("a", at=1, raises=ConnectionError("a"))
    await scene.play()
    assert scene.outcome == {"late success": "done", "late failure": "failed", "a": "failed"}
    assert scene.reports == ["opened"]
    await asyncio.sleep(RECOVERY - 4.5)
    assert scene.breaker.state == "half-open"


@pytest.mark.points(2)
async def test_timeout_is_a_failure():
    """a call that exceeds the time limit is cancelled and a failure, and so is a TimeoutError of the function's own"""
    scene = Scene(threshold=2, timeout=2)
    await scene.call("slow", takes=10)
    assert scene.outcome["slow"] == "TimeoutError"
    assert scene.cancelled == {"slow": moment(2)}
    assert scene.ended["slow"] == moment(2)
    await scene.call("its own", raises=TimeoutError("its own"))
    assert scene.outcome["its own"] == "failed"
    assert scene.breaker.state == "open"
    await asyncio.sleep(RECOVERY)
    await scene.call("probe", takes=10)
    assert scene.outcome["probe"] == "TimeoutError"
    assert scene.breaker.state == "open"
    assert scene.reports == ["opened", "probe", "opened"]


async def test_timed_out_call_cleans_up_first():
    """a call that exceeds the time limit ends when the function has cleaned up; only then the breaker opens"""
    scene = await half_open(timeout=2)
    scene.task("probe", takes=10, cleans_up=3)
    scene.task("a", at=4)
    await scene.play()
    assert scene.outcome == {"probe": "TimeoutError", "a": "refused"}
    assert scene.ended["probe"] == moment(5)
    assert scene.reports == ["probe", "opened"]
    assert scene.running == set()
    await asyncio.sleep(RECOVERY - 1)
    assert scene.breaker.state == "open"
    await asyncio.sleep(1.1)
    assert scene.breaker.state == "half-open"


async def test_reports_are_not_in_the_time_limit():
    """the time that reports take is not in the time limit"""
    scene = await half_open(timeout=2, report_takes=1.5)
    await scene.call("probe", takes=1)
    assert scene.outcome == {"probe": "done"}
    assert scene.ended["probe"] == moment(4)
    assert scene.breaker.state == "closed"
    await scene.call("next", takes=1)
    assert scene.outcome["next"] == "done"


@pytest.mark.points(3)
async def test_cancelled_call_says_nothing():
    """a cancelled call cancels the function, changes no count, and the caller sees the cancellation"""
    scene = Scene(threshold=2, timeout=20)
    await scene.fail("a")
    scene.task("hung up", takes=10, cleans_up=1, cancel_at=2)
    await scene.play()
    assert scene.outcome["hung up"] == "cancelled"
    assert scene.cancelled == {"hung up": moment(2)}
    assert scene.ended["hung up"] == moment(3)

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(1):
            await scene.call("impatient", takes=10)
    assert scene.outcome["impatient"] == "cancelled"
    with pytest.raises(asyncio.CancelledError):
        await scene.call("from within", raises=asyncio.CancelledError())
    assert scene.running == set()
    assert scene.breaker.state == "closed"
    await scene.fail("b")
    assert scene.breaker.state == "open"


@pytest.mark.points(3)
async def test_cancelled_probe_makes_room():
    """a cancelled probe leaves it half-open, and makes room for the next one when the function has ended"""
    scene = await half_open()
    scene.task("probe", takes=10, cleans_up=2, cancel_at=3)
    scene.task("refused", at=4)
    scene.task("a", at=6, takes=1)
    scene.task("b", at=6, takes=1)
    await scene.play()
    assert scene.outcome["probe"] == "cancelled"
    assert scene.ended["probe"] == moment(5)
    assert scene.outcome["refused"] == "refused"
    assert sorted([scene.outcome["a"], scene.outcome["b"]]) == ["done", "refused"]
    assert scene.clashes == []
    assert scene.reports == ["probe", "probe", "closed"]


@pytest.mark.points(3)
async def test_cancelled_before_the_probe_is_made():
    """a task that is cancelled while it reports the probe makes none, and the place is free again"""
    scene = await half_open(report_takes=5)
    scene.task("hung up", cancel_at=2)
    scene.task("refused", at=1)
    scene.task("next", at=3)
    await scene.play()
    assert scene.outcome == {"hung up": "cancelled", "refused": "refused", "next": "done"}
    assert "hung up" not in scene.made
    assert scene.made["next"] == moment(8)
    assert scene.reports == ["probe", "probe", "closed"]


@pytest.mark.schedules(10)
@pytest.mark.points(2)
async def test_all_go_on_when_it_closes():
    """all that wait for it to close go on when it does, after a failed probe, too"""
    scene = await half_open()
    await asyncio.sleep(1)
    for name in ("a", "b", "c"):
        scene.task(name, waits=True)
    scene.task("bad probe", at=1, raises=ConnectionError("bad probe"))
    scene.task("d", at=3, waits=True)
    scene.task("good probe", at=40, takes=2)
    await scene.play()
    assert [scene.ended[name] for name in ("a", "b", "c", "d")] == [moment(43)] * 4
    assert scene.breaker.state == "closed"
    await scene.wait_closed("e")
    assert scene.ended["e"] == moment(43)


@pytest.mark.points(2)
async def test_cancelled_waiter_leaves_the_others_alone():
    """cancelling one that waits means nothing to the others, nor to the breaker"""
    scene = await half_open()
    scene.task("hung up", waits=True, cancel_at=1)
    scene.task("a", waits=True)
    scene.task("b", at=2, waits=True)
    scene.task("probe", at=2.5, takes=2)
    await scene.play()
    assert "hung up" not in scene.ended
    assert scene.outcome == {"probe": "done"}
    assert [scene.ended.get(name) for name in ("a", "b")] == [moment(4.5)] * 2
    assert scene.breaker.state == "closed"
