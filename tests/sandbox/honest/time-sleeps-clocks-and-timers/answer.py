import datetime
import time


def nap(seconds):
    before = time.monotonic()
    time.sleep(seconds)
    return time.monotonic() - before


def now():
    return datetime.datetime.now(datetime.UTC)
