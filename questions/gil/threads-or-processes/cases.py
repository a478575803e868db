"""Cases for build_report: what it returns, how long it takes on the virtual clock, and what it leaves behind."""

import threading
import time

import pytest
from answer import build_report
from support import CONNECTIONS, WORKERS, score

PATIENCE = 5.0  # what never comes is waited for this long
LONG = "computing " * 30  # takes twenty milliseconds to score, twenty times what starting a process takes


def ignore(done: int) -> None:
    """A `progress` that nobody looks at."""


def fetch_short(id: str) -> str:
    return f"text of {id}"


def scored(ids: list[str]) -> list[tuple[str, int]]:
    """The report over what `fetch_short` gives."""
    return [(id, score(f"text of {id}")) for id in ids]


def by_id(report: list[tuple[str, object]]) -> list[tuple[str, object]]:
    """The report sorted by id: one case asks for the order, the others for what they are about."""
    return sorted(report, key=lambda pair: pair[0])


@pytest.mark.sample
def test_results_stand_in_order():
    """results stand in the order of the ids, whichever is done first"""
    waits = {"b": 0.3, "c": 0.1, "a": 0.2}

    def fetch(id: str) -> str:
        time.sleep(waits[id])
        return fetch_short(id)

    assert build_report(["b", "c", "a"], fetch, ignore) == scored(["b", "c", "a"])


@pytest.mark.sample
def test_nothing_to_report():
    """without ids the report is empty and nothing is called"""
    called = []
    assert build_report([], called.append, called.append) == []
    assert called == []


@pytest.mark.points(2)
def test_a_failed_fetch_stays_in_its_place():
    """an exception of fetch takes the place of its document's score, and the others are scored"""
    gone = ConnectionError("the store is away")

    def fetch(id: str) -> str:
        if id == "b":
            raise gone
        return fetch_short(id)

    report = by_id(build_report(["a", "b", "c"], fetch, ignore))
    assert [id for id, _ in report] == ["a", "b", "c"]
    assert report[1][1] is gone
    assert [report[0], report[2]] == scored(["a", "c"])

    away = [str(number) for number in range(CONNECTIONS)]

    def fetch_late(id: str) -> str:
        time.sleep(0.1)
        if id != "late":
            raise gone
        return fetch_short(id)

    assert by_id(build_report([*away, "late"], fetch_late, ignore)) == [*((id, gone) for id in away), *scored(["late"])]


@pytest.mark.points(2)
def test_a_failed_score_stays_in_its_place():
    """an exception of score takes its place, and the others are scored"""
    texts = {"a": "spam", "b": "", "c": "eggs"}
    report = by_id(build_report(["a", "b", "c"], texts.__getitem__, ignore))
    assert [id for id, _ in report] == ["a", "b", "c"]
    assert type(report[1][1]) is ValueError
    assert report[1][1].args == ("there is nothing to score",)
    assert [report[0], report[2]] == [("a", score("spam")), ("c", score("eggs"))]


class Store:
    """Takes a second for each fetch, and notes how many wait at a time."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.now = self.most = self.calls = 0

    def fetch(self, id: str) -> str:
        with self.lock:
            self.calls += 1
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(1)
        with self.lock:
            self.now -= 1
        return fetch_short(id)


def test_fetches_wait_together():
    """eight fetches of a second take a second"""
    store = Store()
    ids = [str(n) for n in range(CONNECTIONS)]
    started = time.monotonic()
    assert by_id(build_report(ids, store.fetch, ignore)) == scored(ids)
    assert time.monotonic() - started == pytest.approx(1, abs=0.1)


def test_no_more_fetches_than_connections():
    """of twenty fetches, eight wait at a time and never more"""
    store = Store()
    ids = [f"{n:02}" for n in range(20)]
    started = time.monotonic()
    assert by_id(build_report(ids, store.fetch, ignore)) == scored(ids)
    assert store.most == CONNECTIONS
    assert store.calls == 20
    assert time.monotonic() - started == pytest.approx(3, abs=0.2)


def times_one(count: int) -> float:
    """How many times as long as one long score, computed right here, a report over so many takes."""
    started = time.monotonic()
    expected = score(LONG)
    alone = time.monotonic() - started
    ids = [str(n) for n in range(count)]
    started = time.monotonic()
    report = by_id(build_report(ids, lambda id: LONG, ignore))
    took = time.monotonic() - started
    assert report == [(id, expected) for id in ids]
    return took / alone


@pytest.mark.points(2)
def test_scores_are_computed_side_by_side():
    """four long scores take little longer than one"""
    assert times_one(WORKERS) < 1.5


def test_no_more_scores_than_workers():
    """seven long scores take about twice as long as one: four at a time, and never more"""
    assert 1.9 < times_one(2 * WORKERS - 1) < 2.6


def test_scoring_begins_with_the_first_text():
    """a document is scored and reported while another is still being fetched"""
    scored_one = threading.Event()
    in_time = []

    def fetch(id: str) -> str:
        if id == "late":
            in_time.append(scored_one.wait(PATIENCE))
        return fetch_short(id)

    def progress(done: int) -> None:
        if done == 1:
            scored_one.set()

    assert by_id(build_report(["late", "soon"], fetch, progress)) == scored(["late", "soon"])
    assert in_time == [True]


class Progress:
    """A `progress` that takes its time, and notes what it was told once it is over."""

    def __init__(self) -> None:
        self.told: list[int] = []
        self._inside: list[int] = []

    def tell(self, done: int) -> None:
        self._inside.append(done)
        assert self._inside == [done], "progress was called while it ran"
        time.sleep(0.1)
        assert self._inside == [done], "progress was called while it ran"
        self._inside.clear()
        self.told.append(done)


def test_progress_counts_one_by_one():
    """progress is told 1, 2, 3 in this order, by one thread at a time, before the report is returned"""
    texts = {"a": "x", "b": "", "c": "y"}
    waits = {"a": 0, "b": 0.05, "c": 0.25}  # the second is done while the first is being told, the third after both

    def fetch(id: str) -> str:
        time.sleep(waits[id])
        return texts[id]

    progress = Progress()
    build_report(["a", "b", "c"], fetch, progress.tell)
    assert progress.told == [1, 2, 3]


@pytest.mark.schedules(60)
@pytest.mark.points(2)
def test_documents_that_fail_at_once_are_counted():
    """documents that fail in the same moment are counted one by one, too"""
    together = threading.Barrier(3)

    def fetch(id: str) -> str:
        together.wait(PATIENCE)
        raise ConnectionError("the store is away")

    progress = Progress()
    report = by_id(build_report(["a", "b", "c"], fetch, progress.tell))
    assert [(id, type(error)) for id, error in report] == [(id, ConnectionError) for id in "abc"]
    assert progress.told == [1, 2, 3]


@pytest.mark.schedules(3)
def test_two_reports_at_once():
    """two reports that are built at once don't touch each other"""
    together = threading.Barrier(4)  # both have begun before a document of either is done
    reports = {}
    progress = {"x": Progress(), "y": Progress()}

    def fetch(id: str) -> str:
        together.wait(PATIENCE)
        return fetch_short(id)

    def build(name: str) -> None:
        reports[name] = by_id(build_report([name + "1", name + "2"], fetch, progress[name].tell))

    threads = [threading.Thread(target=build, args=(name,)) for name in progress]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert reports == {name: scored([name + "1", name + "2"]) for name in progress}
    assert {name: sorted(progress[name].told) for name in progress} == {"x": [1, 2], "y": [1, 2]}


def test_nothing_is_left():
    """when the report is returned, its processes and threads are gone"""
    from answer_side import multiprocessing as theirs
    from answer_side import threading as their_threads

    before = their_threads.active_count()
    assert by_id(build_report(["a", "b", "c"], fetch_short, ignore)) == scored(["a", "b", "c"])
    assert list(theirs.active_children()) == []
    assert their_threads.active_count() == before
