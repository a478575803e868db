# fails: test_counts
# Near miss: counts after it has added, so there is a meeting even if none is asked for.
from datetime import UTC, timedelta
from itertools import count as numbers
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def _series(first, zone, days):
    if first.tzinfo is not None:
        raise ValueError(f"first is a wall time and has no tzinfo, but {first.tzinfo} was given")
    try:
        wall = first.replace(tzinfo=ZoneInfo(zone))
    except ZoneInfoNotFoundError as error:
        raise ValueError(f"no time zone {zone!r}") from error
    return ((wall + timedelta(days=days * n)).astimezone(UTC) for n in numbers())


def _utc(moment):
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no tzinfo, so it could be any moment")
    return moment.astimezone(UTC)


def occurrences(first, zone, count, *, days=7):
    moments = []
    for moment in _series(first, zone, days):
        moments.append(moment)
        if len(moments) >= count:
            return moments


def next_occurrence(now, first, zone, *, days=7):
    now = _utc(now)
    return next(moment for moment in _series(first, zone, days) if moment > now)


def seconds_between(start, end):
    return (_utc(end) - _utc(start)).total_seconds()
