"""Cases for Metrics. Those with threads run under many schedules: threads change places inside the answer.

The thread in whose work a change of places would do harm is started first: then one change is enough.
"""

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


ROW = ["r0", "r1", "r2", "r3", "r4", "r5"]


def make_row(metrics: Metrics) -> list[Counter]:
    """Several counters, so that who takes them one after the other takes a while."""
    return [metrics.counter(name) for name in ROW]


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
    metrics.add_together((sent, 100), (errors, 1), (sent, 20), (errors, 0))
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


@pytest.mark.schedules(40)
@pytest.mark.points(2)
def test_increments_all_count():
    """increments of one counter by several threads all count"""
    metrics = Metrics()
    jobs = metrics.counter("jobs")

    def one_by_one() -> None:
        jobs.inc()
        jobs.inc(10)

    def together_with_itself() -> None:
        metrics.add_together((jobs, 100), (jobs, 1000))
        metrics.add_together((jobs, 10000))

    all_succeed(one_by_one, together_with_itself)
    assert metrics.snapshot() == {"jobs": 11111}


@pytest.mark.schedules(30)
@pytest.mark.points(2)
def test_first_use_by_two_threads():
    """threads that ask for a counter for the first time at once get the same one"""
    metrics = Metrics()
    made: list[Counter] = []

    def work() -> None:
        made.append(metrics.counter("jobs", kind="mail"))

    all_succeed(work, work)
    for jobs in made:
        jobs.inc()
    assert metrics.snapshot() == {"jobs{kind=mail}": 2}


@pytest.mark.schedules(60)
@pytest.mark.points(2)
def test_drain_loses_nothing():
    """each increment is in exactly one drain"""
    metrics = Metrics()
    jobs = metrics.counter("jobs")
    drained: list[dict[str, int]] = []

    def work() -> None:
        jobs.inc()
        metrics.add_together((jobs, 10), (jobs, 20), (jobs, 30), (jobs, 40))

    all_succeed(work, lambda: drained.append(metrics.drain()), lambda: drained.append(metrics.drain()))
    drained.append(metrics.drain())
    assert [list(part) for part in drained] == [["jobs"]] * 3
    assert sum(part["jobs"] for part in drained) == 101


@pytest.mark.schedules(60)
def test_gauge_name_is_given_once():
    """of several threads that ask for a gauge of the same name exactly one gets it"""
    metrics = Metrics()
    errors = together(lambda: metrics.gauge("queue", lambda: 1), lambda: metrics.gauge("queue", lambda: 2))
    won = [index for index, error in enumerate(errors) if error is None]
    assert len(won) == 1, "not exactly one thread got the name"
    assert isinstance(errors[1 - won[0]], ValueError)
    assert metrics.snapshot() == {"queue": won[0] + 1}


@pytest.mark.schedules(60)
def test_name_for_a_counter_or_a_gauge():
    """of two threads that ask for a counter and a gauge of the same name exactly one gets it"""
    metrics = Metrics()
    refused: list[str] = []

    def ask(kind: str, make: Callable[[str], object]) -> None:
        for name in ("q1", "q2", "q3"):
            try:
                make(name)
            except ValueError:
                refused.append(f"{kind} {name}")

    all_succeed(
        lambda: ask("gauge", lambda name: metrics.gauge(name, lambda: 7)),
        lambda: ask("counter", metrics.counter),
    )
    assert sorted(line.split()[1] for line in refused) == ["q1", "q2", "q3"], "not exactly one thread got a name"
    assert metrics.snapshot() == {name: 0 if f"gauge {name}" in refused else 7 for name in ("q1", "q2", "q3")}


@pytest.mark.schedules(40)
@pytest.mark.points(2)
def test_snapshot_is_one_instant():
    """a snapshot shows all counters as of one instant"""
    metrics = Metrics()
    row = make_row(metrics)
    begun, done = row[0], row[-1]
    seen: list[dict[str, int]] = []

    def work() -> None:
        begun.inc()
        done.inc()
        begun.inc()
        done.inc()

    all_succeed(lambda: seen.append(metrics.snapshot()), work)
    assert len(seen) == 1
    counts = seen[0][ROW[0]], seen[0][ROW[-1]]
    assert counts in ((0, 0), (1, 0), (1, 1), (2, 1), (2, 2)), "these counts never were true together"


@pytest.mark.schedules(60)
@pytest.mark.points(2)
def test_add_together_is_one_step():
    """neither a snapshot nor a drain sees a part of what was added together"""
    metrics = Metrics()
    row = make_row(metrics)
    amounts = [(counter, amount) for counter in reversed(row) for amount in (2, 1, 1, 1)]
    seen: list[dict[str, int]] = []
    drained: list[dict[str, int]] = []

    def look() -> None:
        seen.append(metrics.snapshot())
        drained.append(metrics.drain())

    all_succeed(look, lambda: metrics.add_together(*amounts), look)
    drained.append(metrics.drain())
    assert len(seen) == 2
    for shown in seen + drained:
        assert sorted(shown.values()) in ([0] * len(ROW), [5] * len(ROW)), "only a part of what was added together is there"


@pytest.mark.schedules(40)
def test_add_together_in_any_order():
    """threads may name the same counters in opposite orders"""
    metrics = Metrics()
    row = make_row(metrics)
    all_succeed(
        lambda: metrics.add_together(*((counter, 1) for counter in row)),
        lambda: metrics.add_together(*((counter, 10) for counter in reversed(row))),
    )
    assert sorted(metrics.snapshot().values()) == [11] * len(ROW)


@pytest.mark.schedules(40)
def test_snapshot_during_first_use():
    """a snapshot works while another thread makes counters"""
    metrics = Metrics()
    make_row(metrics)
    seen: list[dict[str, int]] = []

    def make() -> None:
        metrics.counter("made", kind="mail").inc()
        metrics.counter("made", kind="post").inc()

    all_succeed(lambda: seen.append(metrics.snapshot()), make)
    assert len(seen) == 1
    assert metrics.snapshot() == dict.fromkeys(ROW, 0) | {
        "made{kind=mail}": 1,
        "made{kind=post}": 1,
    }


@pytest.mark.schedules(120)
def test_drain_during_first_use():
    """a drain works while another thread makes counters, and loses none of them"""
    metrics = Metrics()
    make_row(metrics)
    drained: list[dict[str, int]] = []

    def make() -> None:
        metrics.counter("made", kind="mail").inc()
        metrics.counter("made", kind="post").inc()

    all_succeed(lambda: drained.append(metrics.drain()), make)
    drained.append(metrics.drain())
    assert len(drained) == 2
    for kind in ("made{kind=mail}", "made{kind=post}"):
        assert [part.get(kind, 0) for part in drained] in ([0, 1], [1, 0]), "an increment is in no drain, or in two"


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
