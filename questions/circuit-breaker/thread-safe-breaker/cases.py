"""Cases for CircuitBreaker. Those with threads run under many schedules; times are virtual and exact."""

import threading
import time
from collections.abc import Callable

import pytest
from answer import CircuitBreaker, CircuitOpenError

RECOVERY = 30.0


class Scene:
    """One breaker, named calls in threads of their own, and a record of when each was made and what became of it."""

    def __init__(self, threshold: int = 1, on_open: Callable[[], object] | None = None) -> None:
        self.opened: list[float] = []
        self.made: dict[str, float] = {}
        self.ended: dict[str, float] = {}
        self.outcome: dict[str, str] = {}
        self.most_at_once = 0
        self._at_once = 0
        self._threads: list[threading.Thread] = []
        self._on_open = on_open
        self.began = time.monotonic()
        self.breaker = CircuitBreaker(threshold, RECOVERY, on_open=self._opens)

    def seconds(self) -> float:
        return time.monotonic() - self.began

    def start_the_clock(self) -> None:
        self.began = time.monotonic()
        self.most_at_once = 0

    def call(self, name: str, wait: float = 0.0, takes: float = 0.0, raises: BaseException | None = None) -> None:
        """A call in this thread."""

        def func() -> str:
            self.made[name] = self.seconds()
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
            time.sleep(takes)
            self._at_once -= 1
            if raises is not None:
                raise raises
            return f"result of {name}"

        try:
            result = self.breaker.call(func, wait)
        except CircuitOpenError:
            self.outcome[name] = "refused"
        except BaseException as error:  # noqa: BLE001 - whatever came is compared
            self.outcome[name] = "failed" if error is raises else f"raised {error!r}"
        else:
            self.outcome[name] = "done" if result == f"result of {name}" else f"returned {result!r}"
        self.ended[name] = self.seconds()

    def fail(self, name: str, **how: object) -> None:
        self.call(name, raises=ConnectionError(name), **how)
        assert self.outcome[name] == "failed"

    def thread(self, name: str, at: float = 0.0, **how: object) -> None:
        """A call in a thread of its own, `at` seconds after the start."""

        def run() -> None:
            time.sleep(at)
            self.call(name, **how)

        self._threads.append(threading.Thread(target=run, daemon=True))

    def play(self) -> None:
        """Start all threads and wait until the last has ended."""
        threads, self._threads = self._threads, []
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _opens(self) -> None:
        self.opened.append(self.seconds())
        if self._on_open is not None:
            self._on_open()


def moment(seconds: float):
    return pytest.approx(seconds, abs=0.05)


def down() -> None:
    raise ConnectionError("down")


def half_open() -> Scene:
    """A breaker whose recovery time has just passed, with a fresh clock."""
    scene = Scene()
    scene.fail("down")
    time.sleep(RECOVERY)
    scene.start_the_clock()
    scene.outcome.clear()
    return scene


@pytest.mark.sample
def test_opens_and_refuses():
    """opens after the failures in a row, tells so once, and refuses calls"""
    scene = Scene(threshold=3)
    for name in ("a", "b"):
        scene.fail(name)
    scene.call("c")
    for name in ("d", "e"):
        scene.fail(name)
    assert scene.breaker.state == "closed"
    assert len(scene.opened) == 0
    scene.fail("f")
    assert scene.breaker.state == "open"
    scene.call("g")
    assert scene.outcome["c"] == "done"
    assert scene.outcome["g"] == "refused"
    assert len(scene.opened) == 1

    usual = CircuitBreaker()
    for _ in range(3):
        assert usual.state == "closed"
        with pytest.raises(ConnectionError, match="^down$"):
            usual.call(down)
    time.sleep(29)
    assert usual.state == "open"
    time.sleep(1)
    assert usual.state == "half-open"


@pytest.mark.sample
def test_probe_decides():
    """after the recovery time a probe opens it again, for the full time, or closes it with a count of 0"""
    scene = Scene(threshold=2)
    scene.fail("a")
    scene.fail("b")
    time.sleep(29)
    assert scene.breaker.state == "open"
    time.sleep(1)
    assert scene.breaker.state == "half-open"
    scene.fail("c", takes=5)
    assert scene.breaker.state == "open"
    time.sleep(29)
    scene.call("d")
    assert scene.outcome["d"] == "refused"
    assert scene.breaker.state == "open"
    time.sleep(1)
    scene.call("e")
    assert scene.outcome["e"] == "done"
    assert scene.breaker.state == "closed"
    scene.fail("f")
    assert scene.breaker.state == "closed"
    scene.fail("g")
    assert scene.breaker.state == "open"
    assert scene.opened == [moment(0), moment(35), moment(65)]


def test_interrupted_call_says_nothing():
    """a call that is interrupted changes no count"""
    scene = Scene(threshold=2)
    scene.fail("a")
    scene.call("b", raises=SystemExit("stop"))
    assert scene.outcome["b"] == "failed"
    assert scene.breaker.state == "closed"
    scene.fail("c")
    assert scene.breaker.state == "open"


@pytest.mark.sample
def test_calls_run_side_by_side():
    """calls through a closed breaker run side by side"""
    scene = Scene()
    for name in ("a", "b", "c"):
        scene.thread(name, takes=1)
    scene.play()
    assert scene.outcome == {"a": "done", "b": "done", "c": "done"}
    assert scene.seconds() == moment(1)
    assert scene.breaker.state == "closed"


@pytest.mark.schedules(200)
@pytest.mark.points(4)
def test_failures_at_once_all_count():
    """failures that come at the same moment all count, and open it once"""
    scene = Scene(threshold=3)
    for name in ("a", "b", "c"):
        scene.thread(name, takes=1, raises=ConnectionError(name))
    scene.play()
    assert scene.breaker.state == "open"
    assert len(scene.opened) == 1


@pytest.mark.points(3)
@pytest.mark.parametrize("late_error", [None, ConnectionError("late")])
@pytest.mark.parametrize("ends_at", [5, 33, 41])
def test_late_outcomes_count_for_nothing(ends_at, late_error):
    """the outcome of a call from before the breaker opened counts for nothing, whatever the state is by then"""
    scene = Scene(threshold=2)
    scene.thread("late", takes=ends_at, raises=late_error)
    scene.thread("a", at=1, raises=ConnectionError("a"))
    scene.thread("b", at=2, raises=ConnectionError("b"))
    scene.thread("early", at=31)
    scene.thread("probe", at=32.5, takes=2)
    scene.thread("beside the probe", at=34)
    scene.thread("c", at=40, raises=ConnectionError("c"))
    scene.thread("d", at=42, raises=ConnectionError("d"))
    scene.thread("e", at=43)
    scene.play()
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
    assert scene.opened == [moment(2), moment(42)]


@pytest.mark.schedules(50)
@pytest.mark.points(3)
def test_one_of_many_is_the_probe():
    """of calls that come together after the recovery time exactly one is made"""
    scene = half_open()
    for name in ("a", "b", "c"):
        scene.thread(name, takes=1)
    scene.play()
    assert sorted(scene.outcome.values()) == ["done", "refused", "refused"]
    assert scene.most_at_once == 1
    assert scene.breaker.state == "closed"


@pytest.mark.schedules(10)
@pytest.mark.points(2)
def test_interrupted_probe_makes_room():
    """when a probe is interrupted, exactly one of the waiting calls takes its place at once"""
    scene = half_open()
    scene.thread("first", takes=2, raises=SystemExit("stop"))
    scene.thread("a", at=1, wait=20, takes=3)
    scene.thread("b", at=1, wait=20, takes=3)
    scene.thread("refused", at=4)
    scene.play()
    assert scene.outcome == {"first": "failed", "a": "done", "b": "done", "refused": "refused"}
    assert sorted([scene.made["a"], scene.made["b"]]) == [moment(2), moment(5)]
    assert scene.breaker.state == "closed"
    assert len(scene.opened) == 1


@pytest.mark.schedules(60)
@pytest.mark.points(2)
def test_good_probe_lets_all_go():
    """when the probe succeeds, all waiting calls are made at once, also those that came at that moment"""
    scene = half_open()
    scene.thread("probe", takes=2)
    scene.thread("a", at=1, wait=20, takes=1)
    scene.thread("b", at=2, wait=20, takes=1)
    scene.thread("c", at=2, wait=20, takes=1)
    scene.play()
    assert scene.outcome == {"probe": "done", "a": "done", "b": "done", "c": "done"}
    assert [scene.made[name] for name in ("a", "b", "c")] == [moment(2)] * 3
    assert scene.seconds() == moment(3)


@pytest.mark.schedules(15)
@pytest.mark.points(2)
def test_waits_while_open():
    """of calls that wait while it is open one is made when the recovery time is over, the others when it has succeeded"""
    scene = Scene()
    scene.fail("down")
    for name in ("a", "b", "c"):
        scene.thread(name, at=10, wait=25, takes=2)
    scene.play()
    assert sorted(scene.made[name] for name in ("a", "b", "c")) == [moment(30), moment(32), moment(32)]
    assert [scene.outcome[name] for name in ("a", "b", "c")] == ["done"] * 3
    assert scene.breaker.state == "closed"


@pytest.mark.schedules(8)
def test_failed_probe_keeps_them_waiting():
    """after a failed probe those whose time isn't over wait for the next one"""
    scene = half_open()
    scene.thread("probe", takes=2, raises=ConnectionError("probe"))
    scene.thread("less so", at=0.5, wait=20)
    scene.thread("patient", at=1, wait=40)
    scene.play()
    assert scene.outcome == {"probe": "failed", "patient": "done", "less so": "refused"}
    assert scene.made["patient"] == moment(32)
    assert 1.9 < scene.ended["less so"] < 20.55


@pytest.mark.schedules(8)
@pytest.mark.points(2)
def test_time_to_wait_is_not_renewed():
    """a call is refused when it has waited for its time, counted from when it came, and is not made later"""
    scene = half_open()
    scene.thread("first", takes=4, raises=SystemExit("stop"))
    scene.thread("a", at=1, wait=6, takes=10)
    scene.thread("b", at=1, wait=6, takes=10)
    scene.thread("c", at=2)
    scene.play()
    assert sorted([scene.outcome["a"], scene.outcome["b"]]) == ["done", "refused"]
    assert sorted([scene.ended["a"], scene.ended["b"]]) == [moment(7), moment(14)]
    assert sorted(scene.made) == sorted(["down", "first", "a" if scene.outcome["a"] == "done" else "b"])
    assert scene.outcome["c"] == "refused"
    assert scene.ended["c"] == moment(2)


def test_func_may_wait_for_another_thread():
    """the function may wait for another thread that uses the breaker, closed or half-open"""
    breaker = CircuitBreaker(1, RECOVERY)
    seen = []
    waited = []

    def other() -> None:
        seen.append(breaker.state)
        try:
            seen.append(breaker.call(lambda: "other"))
        except CircuitOpenError:
            seen.append("refused")

    def func() -> str:
        thread = threading.Thread(target=other, daemon=True)
        thread.start()
        thread.join(5)
        waited.append(thread.is_alive())
        return "mine"

    assert breaker.call(func) == "mine"
    with pytest.raises(ConnectionError, match="^down$"):
        breaker.call(down)
    time.sleep(RECOVERY)
    assert breaker.call(func) == "mine"
    assert waited == [False, False], "the other thread could not go on"
    assert seen == ["closed", "other", "half-open", "refused"]
    assert breaker.state == "closed"


def test_on_open_may_wait_for_another_thread():
    """on_open sees the open breaker, and may wait for another thread that uses it"""
    seen = []

    def on_open() -> None:
        def other() -> None:
            seen.append(scene.breaker.state)
            scene.call("other")

        thread = threading.Thread(target=other, daemon=True)
        thread.start()
        thread.join()

    scene = Scene(on_open=on_open)
    scene.fail("a")
    assert seen == ["open"]
    assert scene.outcome == {"a": "failed", "other": "refused"}
