# Style: no arithmetic with zones: subtracts the offset that holds at each wall time.
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo


def occurrences(first, zone, count, *, days=7):
    return [_moment(first, _place(first, zone), n * days) for n in range(count)]


def next_occurrence(now, first, zone, *, days=7):
    place, elapsed = _place(first, zone), 0
    _need_zone(now)
    while _moment(first, place, elapsed) <= now:
        elapsed += days
    return _moment(first, place, elapsed)


def seconds_between(start, end):
    for moment in (start, end):
        _need_zone(moment)
    passed = (end.replace(tzinfo=None) - end.utcoffset()) - (start.replace(tzinfo=None) - start.utcoffset())
    return passed / timedelta(seconds=1)


def _place(first, zone):
    if first.tzinfo:
        raise ValueError("first has a tzinfo")
    try:
        return ZoneInfo(zone)
    except KeyError:
        raise ValueError(zone) from None


def _moment(first, place, days):
    wall = first + timedelta(days)
    return (wall - place.utcoffset(wall)).replace(tzinfo=UTC)


def _need_zone(moment):
    if not moment.tzinfo:
        raise ValueError("no tzinfo")
