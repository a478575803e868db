# Style: a class of the series, with timestamps, and a jump to where the next meeting can be.
import zoneinfo
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass
class Series:
    first: datetime
    zone: zoneinfo.ZoneInfo
    days: int

    def __getitem__(self, number):
        date = self.first.date() + timedelta(days=number * self.days)
        wall = datetime.combine(date, self.first.time(), self.zone)
        return datetime.fromtimestamp(wall.timestamp(), UTC)

    def after(self, now):
        # As if at Greenwich: elsewhere a meeting is at most half a day later, so none before this one is next.
        passed = now - self.first.replace(tzinfo=UTC)
        number = max(0, passed // timedelta(days=self.days))
        while self[number] <= now:
            number += 1
        return self[number]


def make(first, zone, days):
    if first.tzinfo is not None:
        raise ValueError("first must be naive")
    if zone not in zoneinfo.available_timezones():
        raise ValueError(f"unknown zone: {zone}")
    return Series(first, zoneinfo.ZoneInfo(zone), days)


def aware(moment):
    if moment.utcoffset() is None:
        raise ValueError("a moment needs a tzinfo")
    return moment


def occurrences(first, zone, count, *, days=7):
    series = make(first, zone, days)
    return [series[number] for number in range(count)]


def next_occurrence(now, first, zone, *, days=7):
    return make(first, zone, days).after(aware(now).astimezone(UTC))


def seconds_between(start, end):
    return aware(end).timestamp() - aware(start).timestamp()
