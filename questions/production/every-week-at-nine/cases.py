"""What is right is said with fixed moments where the prompt gives a rule, and with offsets from the database for random series."""

import random
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from answer import next_occurrence, occurrences, seconds_between

BERLIN = "Europe/Berlin"
WITHOUT_CHANGES = ["Asia/Kolkata", "Africa/Nairobi", "America/Phoenix", "UTC"]
PLACES = [BERLIN, "America/New_York", "Australia/Sydney", "America/Santiago", *WITHOUT_CHANGES]


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def check(moments, expected):
    """Moments in UTC, and no others."""
    assert moments == expected
    assert [moment.utcoffset() for moment in moments] == [timedelta()] * len(expected)


def some_first(hour):
    """A wall time of which no place of PLACES leaves out or repeats any."""
    return datetime(random.randint(1995, 2030), random.randint(1, 12), random.randint(1, 28), hour, random.randrange(60))


def expected_series(first, zone, count, days):
    """For times of day that always come once."""
    walls = [(first + timedelta(days=days * n)).replace(tzinfo=ZoneInfo(zone)) for n in range(count)]
    return [wall.astimezone(UTC) for wall in walls]


@pytest.mark.sample
def test_summer_and_winter():
    """A meeting is at the same time of the wall clock, before and after the clocks change"""
    check(
        occurrences(datetime(2026, 3, 18, 9), BERLIN, 4),
        [utc(2026, 3, 18, 8), utc(2026, 3, 25, 8), utc(2026, 4, 1, 7), utc(2026, 4, 8, 7)],
    )
    check(occurrences(datetime(2026, 10, 24, 18, 45), BERLIN, 2, days=1), [utc(2026, 10, 24, 16, 45), utc(2026, 10, 25, 17, 45)])


def test_other_places():
    """At every place the meeting is at the time of day of first, as the wall clock at zone shows it"""
    check(occurrences(datetime(2026, 3, 5, 9), "America/New_York", 2), [utc(2026, 3, 5, 14), utc(2026, 3, 12, 13)])
    check(occurrences(datetime(2026, 4, 1, 9), "Australia/Sydney", 2), [utc(2026, 3, 31, 22), utc(2026, 4, 7, 23)])
    check(
        occurrences(datetime(2026, 4, 4, 9), "Australia/Lord_Howe", 2, days=1), [utc(2026, 4, 3, 22), utc(2026, 4, 4, 22, 30)]
    )
    check(occurrences(datetime(2026, 3, 25, 9), "Asia/Kolkata", 2), [utc(2026, 3, 25, 3, 30), utc(2026, 4, 1, 3, 30)])


def test_any_series():
    """Whatever the place, the date and the number of days between two meetings"""
    for zone in PLACES:
        # Eight times forty days are more than a summer or a winter.
        for days in (random.randint(1, 39), random.randint(40, 90)):
            first = some_first(random.randint(6, 20))
            check(occurrences(first, zone, 8, days=days), expected_series(first, zone, 8, days))


def test_counts():
    """The list has count moments, none for 0"""
    assert occurrences(datetime(2026, 3, 18, 9), BERLIN, 0) == []
    first = some_first(9)
    for count in (1, 2, 60):
        check(occurrences(first, "Asia/Kolkata", count, days=1), expected_series(first, "Asia/Kolkata", count, 1))


@pytest.mark.sample
def test_the_hour_that_is_left_out():
    """A time that is left out: the meeting is later by as much as the clock is put forward"""
    check(occurrences(datetime(2026, 3, 29, 2, 30), BERLIN, 1), [utc(2026, 3, 29, 1, 30)])
    check(occurrences(datetime(2026, 3, 22, 2), BERLIN, 2), [utc(2026, 3, 22, 1), utc(2026, 3, 29, 1)])
    check(occurrences(datetime(2026, 3, 7, 2, 59), "America/New_York", 2, days=1), [utc(2026, 3, 7, 7, 59), utc(2026, 3, 8, 7, 59)])
    check(
        occurrences(datetime(2026, 10, 3, 2, 15), "Australia/Lord_Howe", 2, days=1),
        [utc(2026, 10, 2, 15, 45), utc(2026, 10, 3, 15, 45)],
    )


def test_back_to_its_hour():
    """Only the meeting whose time is left out is later: the next one is at its time again"""
    check(
        occurrences(datetime(2026, 3, 28, 2, 30), BERLIN, 4, days=1),
        [utc(2026, 3, 28, 1, 30), utc(2026, 3, 29, 1, 30), utc(2026, 3, 30, 0, 30), utc(2026, 3, 31, 0, 30)],
    )
    check(occurrences(datetime(2026, 3, 29, 2, 30), BERLIN, 2), [utc(2026, 3, 29, 1, 30), utc(2026, 4, 5, 0, 30)])


def test_the_hour_that_comes_twice():
    """A time that comes twice: the meeting is at the earlier of the two moments"""
    check(
        occurrences(datetime(2026, 10, 24, 2, 30), BERLIN, 3, days=1),
        [utc(2026, 10, 24, 0, 30), utc(2026, 10, 25, 0, 30), utc(2026, 10, 26, 1, 30)],
    )
    check(occurrences(datetime(2026, 11, 1, 1, 10), "America/New_York", 1), [utc(2026, 11, 1, 5, 10)])


@pytest.mark.sample
def test_next():
    """The next meeting is the earliest one that is later than now; before the series begins that is the first"""
    first = datetime(2026, 3, 18, 9)
    for now, expected in (
        (utc(2020, 1, 1), utc(2026, 3, 18, 8)),
        (utc(2026, 3, 18, 7, 59), utc(2026, 3, 18, 8)),
        (utc(2026, 3, 19), utc(2026, 3, 25, 8)),
        (utc(2026, 3, 26), utc(2026, 4, 1, 7)),
        (datetime(2026, 3, 25, 12, tzinfo=timezone(timedelta(hours=5))), utc(2026, 3, 25, 8)),
        (datetime(2026, 4, 1, 3, 1, tzinfo=ZoneInfo("America/New_York")), utc(2026, 4, 8, 7)),
    ):
        check([next_occurrence(now, first, BERLIN)], [expected])


def test_next_at_that_moment():
    """A meeting at the very moment now has begun: the next is the one after it"""
    for _ in range(5):
        zone, days, first = random.choice(WITHOUT_CHANGES), random.randint(1, 30), some_first(random.randint(6, 20))
        series = expected_series(first, zone, 9, days)
        now = random.choice(series[:-1])
        following = series[series.index(now) + 1]
        check([next_occurrence(now, first, zone, days=days)], [following])
        check([next_occurrence(now + timedelta(microseconds=1), first, zone, days=days)], [following])
        check([next_occurrence(now - timedelta(microseconds=1), first, zone, days=days)], [now])


def test_next_near_a_change():
    """The next meeting, when the clock changes between now and then"""
    first = datetime(2025, 11, 5, 9)
    check([next_occurrence(utc(2026, 4, 1, 7, 30), first, BERLIN)], [utc(2026, 4, 8, 7)])
    check([next_occurrence(utc(2026, 4, 1, 6, 59), first, BERLIN)], [utc(2026, 4, 1, 7)])
    first = datetime(2026, 7, 1, 9)
    check([next_occurrence(utc(2026, 11, 4, 7, 30), first, BERLIN)], [utc(2026, 11, 4, 8)])
    # In winter the meeting is an hour later on the clock of UTC: half past seven is before it.
    check([next_occurrence(utc(2026, 11, 5, 7, 30), first, BERLIN, days=1)], [utc(2026, 11, 5, 8)])


def test_next_in_the_hour_that_comes_twice():
    """Now is a moment, not what a wall shows: in the hour that comes twice, it may be before the meeting or after it"""
    first, berlin = datetime(2026, 10, 20, 2, 30), ZoneInfo(BERLIN)
    meeting, following = utc(2026, 10, 25, 0, 30), utc(2026, 10, 26, 1, 30)
    for fold, minute, expected in ((0, 10, meeting), (0, 50, following), (1, 10, following), (1, 50, following)):
        now = datetime(2026, 10, 25, 2, minute, fold=fold, tzinfo=berlin)
        check([next_occurrence(now, first, BERLIN, days=1)], [expected])


def test_seconds():
    """The time that really passes, when the clock changes in between, too"""
    berlin, york = ZoneInfo(BERLIN), ZoneInfo("America/New_York")
    noon = datetime(2026, 3, 28, 12, tzinfo=berlin)
    assert seconds_between(noon, datetime(2026, 3, 29, 12, tzinfo=berlin)) == 23 * 3600
    assert seconds_between(datetime(2026, 3, 29, 12, tzinfo=berlin), noon) == -23 * 3600
    assert seconds_between(datetime(2026, 10, 31, 12, tzinfo=york), datetime(2026, 11, 1, 12, tzinfo=york)) == 25 * 3600
    twice = datetime(2026, 10, 25, 2, 30, tzinfo=berlin)
    assert seconds_between(twice, twice.replace(fold=1)) == 3600
    assert seconds_between(utc(2026, 3, 28, 11), noon) == 0
    later = random.randrange(10**9) / 1000
    found = seconds_between(noon.astimezone(york), utc(2026, 3, 28, 11) + timedelta(seconds=later))
    assert found == pytest.approx(later, abs=1e-5)


def test_wrong_input():
    """ValueError for a first with tzinfo, a zone that isn't in the database, and a moment without tzinfo"""
    first, naive = datetime(2026, 3, 18, 9), datetime(2026, 3, 20)
    for zone in ("Europe/Atlantis", "Berlin"):
        with pytest.raises(ValueError):
            occurrences(first, zone, 1)
        with pytest.raises(ValueError):
            next_occurrence(utc(2026, 3, 20), first, zone)
    for aware in (first.replace(tzinfo=UTC), first.replace(tzinfo=ZoneInfo(BERLIN))):
        with pytest.raises(ValueError):
            occurrences(aware, BERLIN, 1)
        with pytest.raises(ValueError):
            next_occurrence(utc(2026, 3, 20), aware, BERLIN)
    with pytest.raises(ValueError):
        next_occurrence(naive, first, BERLIN)
    for pair in ((naive, utc(2026, 3, 20)), (utc(2026, 3, 20), naive), (naive, naive)):
        with pytest.raises(ValueError):
            seconds_between(*pair)
