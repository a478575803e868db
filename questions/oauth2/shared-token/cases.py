"""Cases for TokenSource. Those with threads run under many schedules; times are virtual and exact."""

import threading
import time
from collections.abc import Callable

import pytest
from answer import TokenSource


class Server:
    """An authorization server with a plan: what each fetch takes, and what it comes to. It counts those that run at a time."""

    def __init__(self, *plan: tuple[float, float | BaseException]) -> None:
        self.began = time.monotonic()
        self.fetches: list[float] = []
        self.at_once = self.most_at_once = 0
        self._plan = plan

    def seconds(self) -> float:
        return time.monotonic() - self.began

    def fetch(self) -> tuple[str, float]:
        """The first brings "t1", and so on."""
        self.fetches.append(self.seconds())
        number = len(self.fetches)
        takes, outcome = self._plan[min(number, len(self._plan)) - 1]
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        if takes:
            time.sleep(takes)
        self.at_once -= 1
        if isinstance(outcome, BaseException):
            raise outcome
        return f"t{number}", outcome


class Scene(Server):
    """A server, a source of tokens, and named threads that use it."""

    def __init__(self, *plan: tuple[float, float | BaseException], leeway: float = 30.0) -> None:
        super().__init__(*plan)
        self.source = TokenSource(self.fetch, leeway)
        self.got: dict[str, object] = {}
        self.at: dict[str, float] = {}
        self._threads: list[threading.Thread] = []

    def do(self, name: str, function: Callable[..., object], *arguments: object) -> None:
        try:
            self.got[name] = function(*arguments)
        except BaseException as error:  # noqa: BLE001 - the case looks at it
            self.got[name] = error
        self.at[name] = self.seconds()

    def thread(self, name: str, at: float, function: Callable[..., object], *arguments: object) -> None:
        def run() -> None:
            time.sleep(at)
            self.do(name, function, *arguments)

        self._threads.append(threading.Thread(target=run, daemon=True))

    def asks(self, name: str, at: float = 0.0) -> None:
        self.thread(name, at, self.source.token)

    def play(self) -> None:
        """Start all threads and wait until the last has ended."""
        threads, self._threads = self._threads, []
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert self.most_at_once == 1, "two fetches ran at a time"


class Storage:
    """An API that takes some tokens, and may take its time."""

    def __init__(self, *refuses: str, takes: float = 0.0) -> None:
        self.sent: list[str] = []
        self._refuses = refuses
        self._takes = takes

    def send(self, token: str) -> tuple[int, str]:
        self.sent.append(token)
        if self._takes:
            time.sleep(self._takes)
        return (401, "refused") if token in self._refuses else (200, f"stored with {token}")


def moment(seconds: float):
    return pytest.approx(seconds, abs=0.05)


@pytest.mark.sample
def test_token_is_fetched_and_reused():
    """a token is fetched when the first is needed, and used while it lives"""
    scene = Scene((1, 100))
    assert scene.fetches == []
    for _ in range(3):
        assert scene.source.token() == "t1"
        time.sleep(20)
    assert len(scene.fetches) == 1
    time.sleep(60)
    assert scene.source.token() == "t2"
    assert len(scene.fetches) == 2


def test_lifetime_and_leeway():
    """a token's life begins when the fetch is called, and the leeway is not used"""
    for leeway in (0, 20):
        scene = Scene((5, 100), leeway=leeway)
        assert scene.source.token() == "t1"
        time.sleep(94.5 - leeway)
        assert scene.source.token() == "t1"
        time.sleep(1)
        assert scene.source.token() == "t2"
        assert scene.fetches == [moment(0), moment(100.5 - leeway)]
    server = Server((0, 35))
    source = TokenSource(server.fetch)
    assert source.token() == "t1"
    time.sleep(4.5)
    assert source.token() == "t1"
    time.sleep(0.75)
    assert source.token() == "t2"


@pytest.mark.sample
def test_refused_token_is_replaced():
    """a 401 costs one more request with a new token, and no more; a refused token is never used again"""
    scene = Scene((0, 1000))
    storage = Storage("t1", "t3", "t4")
    assert scene.source.call(storage.send) == (200, "stored with t2")
    assert scene.source.call(storage.send) == (200, "stored with t2")
    assert storage.sent == ["t1", "t2", "t2"]
    assert scene.source.call(lambda token: (403, token)) == (403, "t2")
    scene.source.refused("t2")
    assert scene.source.call(storage.send) == (401, "refused")
    assert storage.sent[3:] == ["t3", "t4"]
    assert scene.source.token() == "t5"
    assert len(scene.fetches) == 5


@pytest.mark.sample
@pytest.mark.schedules(30)
def test_threads_share_a_fetch():
    """threads that need a token while one is fetched wait for it, and return as soon as it is there"""
    scene = Scene((3, 100))
    for name, at in (("a", 0), ("b", 0), ("c", 1)):
        scene.asks(name, at)
    scene.play()
    assert scene.got == {"a": "t1", "b": "t1", "c": "t1"}
    assert [scene.at[name] for name in ("a", "b", "c")] == [moment(3)] * 3
    assert len(scene.fetches) == 1


@pytest.mark.schedules(60)
@pytest.mark.points(3)
def test_those_who_come_as_it_ends():
    """one fetch is enough, also for those who come just as it ends"""
    scene = Scene((2, 100))
    for name, at in (("a", 0), ("b", 2), ("c", 2), ("d", 2)):
        scene.asks(name, at)
    scene.play()
    assert scene.got == {"a": "t1", "b": "t1", "c": "t1", "d": "t1"}
    assert len(scene.fetches) == 1


@pytest.mark.schedules(15)
@pytest.mark.points(2)
def test_short_lived_token_is_shared():
    """a token with less life than the leeway is for all that waited for it, but for nobody else"""
    scene = Scene((2, 20))
    for name, at in (("a", 0), ("b", 1), ("c", 1), ("later", 3)):
        scene.asks(name, at)
    scene.play()
    assert scene.got == {"a": "t1", "b": "t1", "c": "t1", "later": "t2"}
    assert scene.fetches == [moment(0), moment(3)]


@pytest.mark.schedules(15)
@pytest.mark.points(2)
def test_failure_is_told_to_all_who_wait():
    """a failed fetch is told to the thread that ran it and to all that waited for it, at once"""
    error = ConnectionError("no server")
    scene = Scene((3, error), (1, 100))
    for name, at in (("a", 0), ("b", 1), ("c", 2)):
        scene.asks(name, at)
    scene.play()
    assert [scene.got[name] is error for name in ("a", "b", "c")] == [True, True, True]
    assert [scene.at[name] for name in ("a", "b", "c")] == [moment(3)] * 3
    assert len(scene.fetches) == 1
    assert scene.source.token() == "t2"


@pytest.mark.schedules(30)
@pytest.mark.points(2)
def test_next_caller_tries_again():
    """the next call after a failed fetch tries again, also at once, and those told of the failure are not kept for it"""
    error = ConnectionError("no server")
    scene = Scene((3, error), (4, 100))

    def twice() -> str:
        with pytest.raises(ConnectionError, match="^no server$"):
            scene.source.token()
        return scene.source.token()

    scene.thread("a", 0, twice)
    scene.asks("b", 1)
    scene.asks("c", 4)
    scene.play()
    assert scene.got == {"a": "t2", "b": error, "c": "t2"}
    assert scene.got["b"] is error
    assert [scene.at[name] for name in ("a", "b", "c")] == [moment(7), moment(3), moment(7)]
    assert len(scene.fetches) == 2


@pytest.mark.schedules(6)
def test_interrupted_fetch_is_told_and_over():
    """a fetch that is interrupted is told to those who wait, too, and the next call fetches"""
    stop = SystemExit("stop")
    scene = Scene((2, stop), (1, 100))
    scene.asks("a")
    scene.asks("b", 1)
    scene.asks("c", 3)
    scene.play()
    assert scene.got["a"] is stop
    assert scene.got["b"] is stop
    assert scene.got["c"] == "t2"


@pytest.mark.schedules(80)
@pytest.mark.points(3)
def test_refusals_of_one_token_cost_one_fetch():
    """threads whose requests are refused with the same token cost one fetch together"""
    scene = Scene((0, 1000))
    assert scene.source.token() == "t1"
    storage = Storage("t1")
    for name in ("a", "b"):
        scene.thread(name, 0, scene.source.call, storage.send)
    scene.play()
    assert scene.got == {"a": (200, "stored with t2"), "b": (200, "stored with t2")}
    assert len(scene.fetches) == 2
    assert scene.source.token() == "t2"


@pytest.mark.points(2)
def test_late_refusal_leaves_the_new_token_alone():
    """a refusal that comes when the token has been replaced leaves the new one alone"""
    scene = Scene((1, 100), (1, 1000))
    slow, quick = Storage("t1", takes=80), Storage("t1")
    scene.thread("slow", 0, scene.source.call, slow.send)
    scene.thread("quick", 75, scene.source.call, quick.send)
    scene.play()
    assert scene.got == {"slow": (200, "stored with t2"), "quick": (200, "stored with t2")}
    assert slow.sent == ["t1", "t2"]
    assert quick.sent == ["t2"]
    assert len(scene.fetches) == 2
    scene.source.refused("t1")
    scene.source.refused("unknown")
    assert scene.source.token() == "t2"
    scene.source.refused("t2")
    assert scene.source.token() == "t3"


@pytest.mark.schedules(60)
def test_refusal_as_the_token_is_replaced():
    """a refusal that comes just as a newer token has been fetched leaves that one alone"""
    answers, tokens = threading.Event(), iter([("t1", 20), ("t2", 100), ("t3", 100)])

    def fetch() -> tuple[str, float]:
        token = next(tokens)
        if token[0] == "t2":
            answers.wait()
        return token

    def refuse() -> None:
        answers.set()
        source.refused("t1")

    source = TokenSource(fetch)
    assert source.token() == "t1"
    threads = [threading.Thread(target=what, daemon=True) for what in (source.token, refuse)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert source.token() == "t2"


def test_requests_run_side_by_side():
    """requests run side by side, and those under way don't wait for a fetch"""
    scene = Scene((1, 100), (10, 100))
    storage = Storage(takes=3)
    for name, at in (("a", 0), ("b", 0), ("c", 2)):
        scene.thread(name, at, scene.source.call, storage.send)
    scene.thread("refused", 2.5, scene.source.refused, "t1")
    scene.asks("next", 2.5)
    scene.thread("stale", 3, scene.source.refused, "t1")
    scene.play()
    assert [scene.at[name] for name in ("a", "b", "c")] == [moment(4), moment(4), moment(5)]
    assert scene.at["refused"] == moment(2.5)
    assert scene.at["stale"] == moment(3)


@pytest.mark.points(2)
def test_fetch_may_wait_for_another_thread():
    """the fetch may wait for another thread that reports a refused token"""
    done = []

    def fetch() -> tuple[str, float]:
        other = threading.Thread(target=source.refused, args=("old",), daemon=True)
        other.start()
        other.join(5)
        done.append(not other.is_alive())
        return "new", 100

    source = TokenSource(fetch)
    assert source.token() == "new"
    assert done == [True]
