"""Cases for Metrics. Those with threads run under many schedules: threads change places inside the answer."""

import threading
import time
from collections.abc import Callable

import pytest
from answer import Counter, Metrics


def together(*actions: Callable[[], object]) -> list[BaseException | None]:
    """Run each action in a thread of its own; what each raised, in the same order."""
    errors: list[BaseException | None] = [None] * len(actions)

    def run(index: int, action: Callable[[], object]) -> None:
        try:
            action()
        except BaseException as error:  # noqa: BLE001 - the case looks at it
            errors[index] = error

    threads = [threading.Thread(target=run, args=pair, daemon=True) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return errors


def all_succeed(*actions: Callable[[], object]) -> None:
    """Run each action in a thread of its own; none may raise."""
    for error in together(*actions):
        if error is not None:
            raise error


def far_apart(metrics: Metrics, first: str, last: str) -> tuple[Counter, Counter]:
    """Two counters with others between them, so that who reads one after the other takes a while."""
    early = metrics.counter(first)
    for number in range(16):
        metrics.counter("between", number=str(number))
    return early, metrics.counter(last)


@pytest.mark.sample
def test_counts_by_labels():
    """counters are told apart by name and labels, not by the order of the labels"""
    metrics = Metrics()
    metrics.counter("requests").inc()
    metrics.counter("requests", method="GET", host="a").inc(4)
    metrics.counter("requests", host="a", method="GET").inc()
    metrics.counter("requests", host="b", method="GET").inc(0)
    metrics.counter("jobs")
    assert metrics.snapshot() == {
        "requests": 1,
        "requests{host=a,method=GET}": 5,
        "requests{host=b,method=GET}": 0,
        "jobs": 0,
    }


@pytest.mark.sample
def test_add_together_adds_to_each():
    """add_together adds to each of its counters, to one that comes twice as well"""
    metrics = Metrics()
    sent, errors = metrics.counter("sent"), metrics.counter("errors", kind="io")
    errors.inc(5)
    metrics.add_together((sent, 100), (errors, 1), (sent, 20))
    metrics.add_together()
    assert metrics.snapshot() == {"sent": 120, "errors{kind=io}": 6}


@pytest.mark.sample
def test_drain_starts_again_at_zero():
    """drain returns the counters and sets them to zero; counters handed out before go on counting"""
    metrics = Metrics()
    metrics.gauge("queue", lambda: 7)
    sent, errors = metrics.counter("sent"), metrics.counter("errors")
    sent.inc(10)
    assert metrics.drain() == {"sent": 10, "errors": 0}
    errors.inc()
    sent.inc(3)
    metrics.counter("sent").inc()
    metrics.add_together((sent, 1), (errors, 1))
    assert metrics.snapshot() == {"sent": 5, "errors": 2, "queue": 7}
    assert metrics.drain() == {"sent": 5, "errors": 2}


def test_gauge_is_read_in_the_snapshot():
    """each snapshot reads each gauge once"""
    lengths = [3, 8]
    metrics = Metrics()
    metrics.gauge("queue", lambda: lengths.pop(0))
    metrics.gauge("workers", lambda: 4)
    assert metrics.snapshot() == {"queue": 3, "workers": 4}
    assert metrics.drain() == {}
    assert metrics.snapshot() == {"queue": 8, "workers": 4}


def test_name_is_for_counters_or_one_gauge():
    """a name is for counters or for one gauge"""
    metrics = Metrics()
    metrics.counter("jobs", kind="mail").inc()
    metrics.gauge("queue", lambda: 7)
    with pytest.raises(ValueError):
        metrics.gauge("jobs", lambda: 1)
    with pytest.raises(ValueError):
        metrics.gauge("queue", lambda: 1)
    with pytest.raises(ValueError):
        metrics.counter("queue", kind="mail")
    assert metrics.snapshot() == {"jobs{kind=mail}": 1, "queue": 7}


@pytest.mark.schedules(60)
@pytest.mark.points(2)
def test_increments_all_count():
    """increments of one counter by several threads all count"""
    metrics = Metrics()
    jobs = metrics.counter("jobs")
    all_succeed(jobs.inc, lambda: jobs.inc(10), lambda: metrics.add_together((jobs, 100)))
    assert metrics.snapshot() == {"jobs": 111}


@pytest.mark.schedules(80)
@pytest.mark.points(2)
def test_first_use_by_two_threads():
    """threads that ask for a counter for the first time at once get the same one"""
    metrics = Metrics()
    all_succeed(
        lambda: metrics.counter("jobs", kind="mail").inc(),
        lambda: metrics.counter("jobs", kind="mail").inc(10),
        lambda: metrics.counter("jobs", kind="mail").inc(100),
    )
    assert metrics.snapshot() == {"jobs{kind=mail}": 111}


@pytest.mark.schedules(80)
@pytest.mark.points(2)
def test_drain_loses_nothing():
    """each increment is in exactly one drain"""
    metrics = Metrics()
    jobs = metrics.counter("jobs")
    drained: list[dict[str, int]] = []

    def work() -> None:
        jobs.inc()
        jobs.inc(10)

    all_succeed(work, lambda: drained.append(metrics.drain()), lambda: drained.append(metrics.drain()))
    drained.append(metrics.drain())
    assert [list(part) for part in drained] == [["jobs"]] * 3
    assert sum(part["jobs"] for part in drained) == 11


@pytest.mark.schedules(80)
def test_gauge_name_is_given_once():
    """of several threads that ask for a gauge of the same name exactly one gets it"""
    metrics = Metrics()
    errors = together(lambda: metrics.gauge("queue", lambda: 1), lambda: metrics.gauge("queue", lambda: 2))
    won = [index for index, error in enumerate(errors) if error is None]
    assert len(won) == 1, "not exactly one thread got the name"
    assert isinstance(errors[1 - won[0]], ValueError)
    assert metrics.snapshot() == {"queue": won[0] + 1}


@pytest.mark.schedules(80)
@pytest.mark.points(2)
def test_snapshot_is_one_instant():
    """a snapshot shows all counters as of one instant"""
    metrics = Metrics()
    begun, done = far_apart(metrics, "begun", "done")
    seen: list[dict[str, int]] = []

    def work() -> None:
        begun.inc()
        done.inc()
        begun.inc()
        done.inc()

    all_succeed(work, lambda: seen.append(metrics.snapshot()))
    assert len(seen) == 1
    counts = seen[0]["begun"], seen[0]["done"]
    assert counts in ((0, 0), (1, 0), (1, 1), (2, 1), (2, 2)), "these counts never were true together"


@pytest.mark.schedules(80)
@pytest.mark.points(2)
def test_add_together_is_one_step():
    """neither a snapshot nor a drain sees a part of what was added together"""
    metrics = Metrics()
    sent, answered = far_apart(metrics, "sent", "answered")
    seen: list[dict[str, int]] = []
    all_succeed(
        lambda: metrics.add_together((answered, 5), (sent, 5)),
        lambda: seen.append(metrics.snapshot()),
        lambda: seen.append(metrics.drain()),
    )
    assert [shown["sent"] - shown["answered"] for shown in seen] == [0, 0]


@pytest.mark.schedules(80)
def test_add_together_in_any_order():
    """threads may name the same counters in opposite orders"""
    metrics = Metrics()
    red, blue = metrics.counter("red"), metrics.counter("blue")
    all_succeed(
        lambda: metrics.add_together((red, 1), (blue, 2)),
        lambda: metrics.add_together((blue, 20), (red, 10)),
    )
    assert metrics.snapshot() == {"red": 11, "blue": 22}


@pytest.mark.schedules(80)
def test_snapshot_during_first_use():
    """snapshots and drains work while other threads make counters"""
    metrics = Metrics()
    metrics.counter("a").inc()
    metrics.counter("b").inc()
    seen: list[dict[str, int]] = []
    all_succeed(lambda: metrics.counter("c").inc(), lambda: seen.append(metrics.snapshot()), metrics.drain)
    assert len(seen) == 1
    assert metrics.snapshot().keys() == {"a", "b", "c"}


@pytest.mark.points(2)
def test_slow_gauge_holds_nobody_up():
    """while a gauge is being read, other threads use the registry, and the gauge may wait for them"""
    metrics = Metrics()
    jobs = metrics.counter("jobs")
    took: list[float] = []
    depth: list[str] = []

    def use() -> None:
        began = time.monotonic()
        jobs.inc()
        metrics.counter("mails").inc()
        metrics.add_together((jobs, 1))
        metrics.drain()
        metrics.gauge("workers", lambda: 4)
        metrics.snapshot()
        took.append(time.monotonic() - began)

    def read() -> int:
        if not depth:  # the outermost snapshot; the one in `use` must not start a third
            depth.append("reading")
            other = threading.Thread(target=use, daemon=True)
            other.start()
            other.join(5)
            assert not other.is_alive(), "a thread that uses the registry waits for the gauge to be read"
        return 7

    metrics.gauge("queue", read)
    snapshots: list[dict[str, int]] = []
    all_succeed(lambda: snapshots.append(metrics.snapshot()))
    assert snapshots[0]["queue"] == 7
    assert took == [pytest.approx(0, abs=0.1)]


def test_failing_gauge_leaves_the_registry_usable():
    """a gauge that raises is the caller's to see, and the registry works on"""
    metrics = Metrics()
    jobs = metrics.counter("jobs")
    failures = [OSError("no such queue")]

    def read() -> int:
        if failures:
            raise failures.pop()
        return 7

    metrics.gauge("queue", read)
    (error,) = together(metrics.snapshot)
    assert isinstance(error, OSError)
    all_succeed(jobs.inc, lambda: metrics.counter("mails").inc())
    assert metrics.snapshot() == {"jobs": 1, "mails": 1, "queue": 7}


def test_bad_amount_changes_nothing():
    """a negative amount is rejected whole, and the registry works on"""
    metrics = Metrics()
    jobs, mails = metrics.counter("jobs"), metrics.counter("mails")
    jobs.inc(5)
    for action in (
        lambda: jobs.inc(-1),
        lambda: metrics.add_together((mails, 1), (jobs, -2)),
        lambda: metrics.add_together((jobs, 3), (jobs, -2)),
    ):
        (error,) = together(action)
        assert isinstance(error, ValueError)
    all_succeed(jobs.inc, lambda: metrics.add_together((jobs, 1), (mails, 1)))
    assert metrics.snapshot() == {"jobs": 7, "mails": 1}
