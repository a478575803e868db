import datetime
import time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import answer
import pytest


def test_sleep():
    assert answer.nap(3600) >= 3600
    before = time.time()
    answer.nap(60)
    assert time.time() - before >= 60


def test_now():
    assert isinstance(answer.now(), datetime.datetime)
    assert answer.now().tzinfo is datetime.UTC


BERLIN = ZoneInfo("Europe/Berlin")


def test_time_zones():
    noon = datetime.datetime(2026, 7, 1, 12, tzinfo=datetime.UTC)
    there = answer.in_zone(noon, "America/New_York")
    assert there == noon and (there.hour, there.tzname()) == (8, "EDT")
    assert there.tzinfo is ZoneInfo("America/New_York")
    assert answer.in_zone(noon, "Asia/Kolkata").utcoffset() == datetime.timedelta(hours=5, minutes=30)


def test_a_zone_crosses_with_its_rules():
    # The clock goes forward in between.
    before = datetime.datetime(2026, 3, 28, 12, tzinfo=BERLIN)
    after = answer.a_day_later(before)
    assert (after.hour, after.utcoffset() - before.utcoffset()) == (12, datetime.timedelta(hours=1))
    assert after.timestamp() - before.timestamp() == 23 * 3600
    assert answer.same_zone(BERLIN, "Europe/Berlin") and answer.zone("Europe/Berlin") is BERLIN


def test_folded():
    second = datetime.datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=BERLIN)
    assert answer.a_day_later(second).fold == 0
    assert answer.in_zone(second, "UTC").hour == 1
    assert answer.in_zone(second.replace(fold=0), "UTC").hour == 0


def test_what_is_no_zone():
    assert {"Europe/Berlin", "UTC", "America/Argentina/Ushuaia"} < available_timezones()
    for key in ("Europe/Nowhere", "europe/berlin", ""):
        with pytest.raises((ZoneInfoNotFoundError, ValueError)):
            answer.zone(key)
    with pytest.raises(ValueError):
        answer.zone("../Berlin")
