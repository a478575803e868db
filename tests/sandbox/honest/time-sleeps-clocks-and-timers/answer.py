import datetime
import time
import zoneinfo


def nap(seconds):
    before = time.monotonic()
    time.sleep(seconds)
    return time.monotonic() - before


def now():
    return datetime.datetime.now(datetime.UTC)


def in_zone(moment, key):
    return moment.astimezone(zoneinfo.ZoneInfo(key))


def a_day_later(moment):
    return moment + datetime.timedelta(days=1)


def same_zone(zone, key):
    return zone is zoneinfo.ZoneInfo(key)


def zone(key):
    return zoneinfo.ZoneInfo(key)
