import random

import pytest
from answer import summarize
from pytest import approx


class Source:
    """Readings that count how many of them have been read."""

    def __init__(self, rows, error=None):
        self.rows = rows
        self.error = error
        self.read = 0

    def __iter__(self):
        for time, sensor, value in self.rows:
            self.read += 1
            yield time, sensor, value, f"{time};{sensor};{value}"
        if self.error is not None:
            raise self.error


def summary(start, sensor, count, minimum, maximum, mean):
    return {
        "start": start,
        "sensor": sensor,
        "count": count,
        "minimum": minimum,
        "maximum": maximum,
        "mean": approx(mean),
    }


def ones(start, *sensors):
    """The summaries of sensors that sent a single 1 each."""
    return [summary(start, sensor, 1, 1, 1, 1.0) for sensor in sensors]


@pytest.mark.sample
def test_one_sensor():
    """One summary for each window that has readings, given out as a dict with exactly these keys"""
    rows = [(0, "a", 4), (5, "a", 8), (12, "a", 1), (14, "a", 2), (19, "a", 6), (30, "a", 5)]
    assert list(summarize(Source(rows), 10)) == [
        summary(0, "a", 2, 4, 8, 6.0),
        summary(10, "a", 3, 1, 6, 3.0),
        summary(30, "a", 1, 5, 5, 5.0),
    ]
    assert list(summarize([], 10)) == []


@pytest.mark.sample
def test_order_of_summaries():
    """Summaries are ordered by start, and in the same window by sensor"""
    rows = [(3, "pump", 1), (4, "Fan", 1), (5, "belt", 1), (11, "valve", 1), (12, "belt", 1), (25, "axle", 1)]
    assert list(summarize(Source(rows), 10)) == [
        *ones(0, "Fan", "belt", "pump"),
        *ones(10, "belt", "valve"),
        *ones(20, "axle"),
    ]


def test_figures():
    """Count, minimum, maximum and mean describe the readings of one sensor alone, below zero and with fractions too"""
    rows = [
        (0, "cold", -5),
        (0, "warm", 2.5),
        (1, "cold", -9),
        (2, "warm", 0.25),
        (3, "cold", -1),
        (4, "warm", 7.75),
        (4, "zero", 0),
        (5, "zero", 3),
    ]
    assert list(summarize(Source(rows), 10)) == [
        summary(0, "cold", 3, -9, -1, -5.0),
        summary(0, "warm", 3, 0.25, 7.75, 3.5),
        summary(0, "zero", 2, 0, 3, 1.5),
    ]


def test_edges_of_a_window():
    """A window contains its start and doesn't contain start + width"""
    rows = [(6, "a", 1), (7, "a", 1), (13, "a", 1), (14, "a", 1), (20, "a", 1), (21, "a", 1)]
    found = [(row["start"], row["count"]) for row in summarize(Source(rows), 7)]
    assert found == [(0, 1), (7, 2), (14, 2), (21, 1)]
    found = [(row["start"], row["count"]) for row in summarize(Source(rows), 1)]
    assert found == [(6, 1), (7, 1), (13, 1), (14, 1), (20, 1), (21, 1)]


def test_gap_closes_several_windows():
    """One reading can close several windows, and their summaries keep the order"""
    rows = [(21, "c", 1), (2, "b", 1), (12, "a", 1), (1, "a", 1), (500, "z", 1), (501, "z", 1)]
    source = Source(rows)
    summaries = iter(summarize(source, 10, 100))
    found = [next(summaries) for _ in range(4)]
    assert found == [*ones(0, "a", "b"), *ones(10, "a"), *ones(20, "c")]
    assert source.read == 5
    assert list(summaries) == [summary(500, "z", 2, 1, 1, 1.0)]


def test_end_of_readings():
    """When the readings end, the windows still open are given out in the same order"""
    rows = [(25, "b", 1), (11, "c", 1), (3, "a", 1), (12, "b", 1)]
    assert list(summarize(Source(rows), 10, lateness=60)) == [
        *ones(0, "a"),
        *ones(10, "b", "c"),
        *ones(20, "b"),
    ]


@pytest.mark.parametrize("lateness", [0, 1, 25])
def test_closes_exactly_with_lateness(lateness):
    """A window is closed as soon as the newest time reaches start + width + lateness, and not before"""
    edge = 10 + lateness
    source = Source([(9, "a", 1), (edge - 1, "b", 1), (9, "a", 1), (edge, "c", 1), (9, "a", 1), (edge, "c", 1)])
    late = []
    first = next(iter(summarize(source, 10, lateness, late.append)))
    # With no lateness at all, edge - 1 is in the same window, and its summary comes second.
    assert first == summary(0, "a", 2, 1, 1, 1.0)
    assert source.read == 4
    assert late == []


def test_out_of_order_readings_count():
    """A reading counts as long as its window isn't closed, even after newer readings"""
    rows = [(14, "a", 2), (19, "a", 4), (8, "a", 6), (16, "a", 9), (0, "a", 8), (20, "a", 1), (12, "a", 3)]
    late = []
    assert list(summarize(Source(rows), 10, 10, late.append)) == [
        summary(0, "a", 2, 6, 8, 7.0),
        summary(10, "a", 4, 2, 9, 4.5),
        summary(20, "a", 1, 1, 1, 1.0),
    ]
    assert late == []


@pytest.mark.points(2)
def test_late_readings():
    """A late reading changes no summary and goes to on_late as the whole tuple; older times open nothing again"""
    rows = [(5, "a", 1), (31, "a", 1), (9, "a", 7), (4, "b", 7), (29, "a", 1), (19, "a", 7), (35, "a", 1), (2, "a", 7)]
    late = []
    found = list(summarize(Source(rows), 10, 5, late.append))
    # 31 closes what ends at 26 or before: [0, 10) and [10, 20). [20, 30) is open until 35 is read.
    assert found == [*ones(0, "a"), *ones(20, "a"), summary(30, "a", 2, 1, 1, 1.0)]
    assert late == [(9, "a", 7, "9;a;7"), (4, "b", 7, "4;b;7"), (19, "a", 7, "19;a;7"), (2, "a", 7, "2;a;7")]


def test_late_without_handler():
    """Without on_late a late reading changes nothing, and lateness is 0 if it isn't given"""
    rows = [(5, "a", 1), (10, "a", 1), (9, "a", 7), (9, "b", 7)]
    assert list(summarize(Source(rows), 10)) == [*ones(0, "a"), *ones(10, "a")]


def test_window_that_never_had_a_reading():
    """A reading is late also if its closed window never had a reading"""
    rows = [(75, "a", 1), (12, "a", 7), (69, "b", 7), (70, "b", 1)]
    late = []
    assert list(summarize(Source(rows), 10, on_late=late.append)) == ones(70, "a", "b")
    assert late == [(12, "a", 7, "12;a;7"), (69, "b", 7, "69;b;7")]


def test_random_stream():
    """A random stream comes to the right summaries and late readings"""
    width, lateness = random.randint(3, 9), random.randint(2, 12)
    rows, now = [(1, "a", 7)], 1  # no window begins with the first reading
    for _ in range(150):
        now += random.choice([0, 0, 1, 1, 2, 3, 20])
        time = max(0, now - random.choice([0, 0, 0, 1, 4, 11, 19]))
        rows.append((time, random.choice(["a", "b", "c"]), random.randint(-50, 50)))
    # Whatever the random part holds: both sides of closing, windows that open in the wrong order, and an empty one.
    start = now - now % width + 2 * width
    rows += [(start + width, "a", -1), (start, "b", -2), (start + width + lateness - 1, "c", 1), (start, "a", 5)]
    rows += [(start + width + lateness, "c", 1), (start, "a", 2)]
    start += 20 * width
    rows += [(start + width, "a", 1), (start, "a", 3), (start + 10 * width, "b", 2), (start + 4 * width, "b", 3)]
    newest, kept, expected_late = 0, {}, []
    for time, sensor, value in rows:
        newest = max(newest, time)
        start = time - time % width
        if newest - lateness - width >= start:
            expected_late.append((time, sensor, value, f"{time};{sensor};{value}"))
        else:
            kept.setdefault((start, sensor), []).append(value)
    expected = [
        summary(start, sensor, len(values), min(values), max(values), sum(values) / len(values))
        for (start, sensor), values in sorted(kept.items())
    ]
    late = []
    assert list(summarize(Source(rows), width, lateness, late.append)) == expected
    assert late == expected_late


def test_reads_nothing_early():
    """Nothing is read before the first summary is asked for"""
    source = Source([(1, "a", 1), (11, "a", 1), (21, "a", 1)])
    summaries = summarize(source, 10)
    assert source.read == 0
    assert next(iter(summaries)) == summary(0, "a", 1, 1, 1, 1.0)
    assert source.read == 2


def test_gives_out_before_reading_on():
    """Each summary is given out before anything is read after the reading that closed its window"""
    source = Source([(second, sensor, 1) for second in range(60) for sensor in ("a", "b")])
    summaries = iter(summarize(source, 10, 3))
    read = []
    for _ in range(6):
        next(summaries)
        read.append(source.read)
    # Seconds 13, 23 and 33 close a window, each with the first of its two readings.
    assert read == [27, 27, 47, 47, 67, 67]


def test_error_passes_through():
    """An exception of the readings passes through, and windows still open are not given out"""
    source = Source([(1, "a", 1), (11, "a", 1), (12, "b", 1)], ConnectionError("broker is gone"))
    found = []
    with pytest.raises(ConnectionError, match="^broker is gone$"):
        for row in summarize(source, 10):
            found.append(row)
    assert found == ones(0, "a")


class Held:
    """Something to be found in a reading that knows how many of its kind are still held by anybody."""

    alive = 0

    def __init__(self, number):
        Held.alive += 1
        self.number = number

    def __del__(self):
        Held.alive -= 1

    def __eq__(self, other):
        return isinstance(other, Held) and self.number == other.number

    def __lt__(self, other):
        return self.number < other.number

    def __hash__(self):
        return hash(self.number)


def test_keeps_no_readings():
    """Keeps no reading, however many there are in the open windows"""
    Held.alive = 0
    most = 0

    def readings():
        nonlocal most
        for number in range(120):
            yield number, "a", number, Held(number)
            most = max(most, Held.alive)

    assert list(summarize(readings(), 60, 1000)) == [
        summary(0, "a", 60, 0, 59, 29.5),
        summary(60, "a", 60, 60, 119, 89.5),
    ]
    assert most <= 10


def test_keeps_no_sensors():
    """Keeps nothing of closed windows or of the sensors in them"""
    Held.alive = 0
    most = 0
    starts = []

    def readings():
        nonlocal most
        for number in range(100):
            yield 10 * number, Held(number), 1, ""
            most = max(most, Held.alive)

    for row in summarize(readings(), 10, 10):
        starts.append(row["start"])
    assert starts == list(range(0, 1000, 10))
    # At most three windows are open at a time; the rest is for summaries and readings in hand.
    assert most <= 15


@pytest.mark.parametrize("width, lateness", [(0, 0), (-1, 5), (10, -1)])
def test_settings_are_checked(width, lateness):
    """A width less than 1 or a lateness less than 0 raises ValueError at the call"""
    assert list(summarize([(0, "a", 1, "")], 1, 0)) == ones(0, "a")
    with pytest.raises(ValueError):
        summarize([], width, lateness)
