from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


def occurrences(first, zone, count, *, days=7):
    """The first `count` meetings of the series, as moments in UTC."""
    raise NotImplementedError


def next_occurrence(now, first, zone, *, days=7):
    """The earliest meeting of the series that is later than `now`, as a moment in UTC."""
    raise NotImplementedError


def seconds_between(start, end):
    """The seconds that pass from `start` to `end`."""
    raise NotImplementedError
