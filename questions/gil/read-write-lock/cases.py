"""Cases for ReadWriteLock. Those with threads run under many schedules; times are virtual and exact."""

import threading
import time
from collections.abc import Callable

import pytest
from answer import ReadWriteLock


class Scene:
    """One lock, threads with names, and a record of who was inside when."""

    def __init__(self) -> None:
        self.lock = ReadWriteLock()
        self.began = time.monotonic()
        self.entered: dict[str, float] = {}
        self.order: list[str] = []
        self.inside: set[str] = set()
        self.clashes: list[tuple[str, ...]] = []
        self.errors: dict[str, BaseException] = {}
        self._threads: list[threading.Thread] = []
        self._record = threading.Lock()

    def reader(self, name: str, at: float = 0, stays: float = 0, timeout: float | None = None) -> None:
        self._start(name, at, stays, lambda: self.lock.read(timeout))

    def writer(self, name: str, at: float = 0, stays: float = 0, timeout: float | None = None) -> None:
        self._start(name.upper(), at, stays, lambda: self.lock.write(timeout))

    def play(self) -> None:
        """Start all threads and wait until the last has ended."""
        for thread in self._threads:
            thread.start()
        for thread in self._threads:
            thread.join()
        assert self.clashes == [], "a writer was not alone inside"

    def succeed(self) -> None:
        self.play()
        assert self.errors == {}

    def seconds(self) -> float:
        return time.monotonic() - self.began

    def _start(self, name: str, at: float, stays: float, block: Callable[[], object]) -> None:
        def run() -> None:
            time.sleep(at)
            try:
                with block():
                    self._visit(name, stays)
            except BaseException as error:  # noqa: BLE001 - the case looks at it
                self.errors[name] = error

        self._threads.append(threading.Thread(target=run, daemon=True))

    def _visit(self, name: str, stays: float) -> None:
        with self._record:
            self.entered[name] = self.seconds()
            self.order.append(name)
            self.inside.add(name)
            if len(self.inside) > 1 and any(who.isupper() for who in self.inside):
                self.clashes.append(tuple(sorted(self.inside)))
        time.sleep(stays)
        with self._record:
            self.inside.remove(name)


def moment(seconds: float):
    return pytest.approx(seconds, abs=0.05)


@pytest.mark.sample
def test_block_and_free_again():
    """a lock that nobody holds is had at once, again and again"""
    lock = ReadWriteLock()
    steps = []
    for _ in range(2):
        with lock.write(timeout=1):
            steps.append("write")
        with lock.read(timeout=1):
            steps.append("read")
        with lock.read():
            steps.append("read")
    assert steps == ["write", "read", "read"] * 2


@pytest.mark.sample
@pytest.mark.schedules(20)
def test_readers_are_inside_together():
    """readers are inside at the same time"""
    scene = Scene()
    for name in ("a", "b", "c"):
        scene.reader(name, stays=1)
    scene.succeed()
    assert scene.seconds() == moment(1)


@pytest.mark.schedules(40)
@pytest.mark.points(2)
def test_writers_are_alone():
    """writers are inside one after the other, and all get their turn"""
    scene = Scene()
    for name in ("x", "y", "z"):
        scene.writer(name, stays=1)
    scene.succeed()
    assert scene.seconds() == moment(3)


@pytest.mark.schedules(60)
@pytest.mark.points(3)
def test_no_reader_beside_a_writer():
    """no reader is inside beside a writer, and all get their turn"""
    scene = Scene()
    scene.reader("a", stays=1)
    scene.reader("b", stays=1)
    scene.writer("x", stays=1)
    scene.succeed()
    with scene.lock.write(timeout=1):
        pass
    with scene.lock.read(timeout=1):
        pass


@pytest.mark.schedules(30)
@pytest.mark.points(2)
def test_waiting_writer_goes_before_new_readers():
    """a reader that comes while a writer waits gets in after that writer"""
    scene = Scene()
    scene.reader("a", stays=3)
    scene.writer("x", at=1, stays=1)
    scene.reader("b", at=2)
    scene.succeed()
    assert scene.order == ["a", "X", "b"]
    assert scene.entered["X"] == moment(3)
    assert scene.entered["b"] == moment(4)


@pytest.mark.schedules(30)
@pytest.mark.points(2)
def test_all_readers_follow_the_writer():
    """when the last writer leaves, all waiting readers get in at once"""
    scene = Scene()
    scene.writer("x", stays=2)
    for name in ("a", "b", "c"):
        scene.reader(name, at=1, stays=5)
    scene.succeed()
    assert [scene.entered[name] for name in ("a", "b", "c")] == [moment(2)] * 3


@pytest.mark.schedules(30)
def test_all_writers_go_before_readers():
    """when a writer leaves, a waiting writer goes before waiting readers"""
    scene = Scene()
    scene.writer("x", stays=2)
    scene.reader("a", at=0.5, stays=1)
    scene.writer("y", at=1, stays=2)
    scene.succeed()
    assert scene.order == ["X", "Y", "a"]
    assert scene.entered["Y"] == moment(2)
    assert scene.entered["a"] == moment(4)


@pytest.mark.points(2)
def test_exception_frees_the_lock():
    """an exception leaves the block unchanged, and the lock is free"""
    lock = ReadWriteLock()
    for block in (lock.read, lock.write, lock.read):
        with pytest.raises(LookupError, match="^no such route$"), block():
            raise LookupError("no such route")
    with lock.write(timeout=1):
        pass
    with lock.read(timeout=1):
        pass


def test_taken_at_the_start_of_the_block():
    """read and write take nothing before the block is entered"""
    lock = ReadWriteLock()
    later = lock.read()
    also_later = lock.write()
    with lock.write(timeout=1):
        pass
    with lock.read(timeout=1):
        pass
    with later:
        pass
    with also_later:
        pass


@pytest.mark.schedules(20)
def test_reader_gives_up():
    """a reader gives up after its time, and leaves nothing behind"""
    scene = Scene()
    scene.writer("x", stays=5)
    scene.reader("a", at=1, timeout=2)
    scene.writer("y", at=2, stays=1, timeout=10)
    scene.play()
    assert set(scene.errors) == {"a"}
    assert isinstance(scene.errors["a"], TimeoutError)
    assert scene.order == ["X", "Y"]
    assert scene.entered["Y"] == moment(5)


@pytest.mark.schedules(20)
@pytest.mark.points(2)
def test_writer_gives_up():
    """a writer gives up after its time, also when others come and go, and later readers get in"""
    scene = Scene()
    scene.reader("a", stays=9)
    scene.reader("b", at=0.5, stays=1.5)
    scene.writer("x", at=1, timeout=3)
    scene.reader("c", at=5, stays=1)
    scene.writer("y", at=8, timeout=3)
    scene.play()
    assert set(scene.errors) == {"X"}
    assert isinstance(scene.errors["X"], TimeoutError)
    assert scene.entered["c"] == moment(5)
    assert scene.entered["Y"] == moment(9)


@pytest.mark.schedules(20)
@pytest.mark.points(2)
def test_readers_go_on_when_the_writer_gives_up():
    """readers that waited for a writer get in when that writer gives up"""
    scene = Scene()
    scene.reader("a", stays=9)
    scene.writer("x", at=1, timeout=3)
    scene.reader("b", at=2, stays=1)
    scene.reader("c", at=3, stays=1)
    scene.play()
    assert set(scene.errors) == {"X"}
    assert isinstance(scene.errors["X"], TimeoutError)
    assert [scene.entered[name] for name in ("b", "c")] == [moment(4)] * 2


@pytest.mark.schedules(20)
@pytest.mark.points(2)
def test_time_is_up_as_the_lock_gets_free():
    """if the time is up just as the last one leaves, either the block is entered or TimeoutError is raised, and the lock is free again"""
    scene = Scene()
    scene.writer("x", stays=2)
    for name in ("a", "b", "c", "d"):
        scene.reader(name, at=0.5, timeout=1.5)
    scene.play()
    assert {name for name, error in scene.errors.items() if not isinstance(error, TimeoutError)} == set()
    assert sorted([*scene.entered, *scene.errors]) == ["X", "a", "b", "c", "d"]
    with scene.lock.write(timeout=1):
        pass
    with scene.lock.read(timeout=1):
        pass
