import datetime
import time

import answer


def test_sleep():
    assert answer.nap(3600) >= 3600
    before = time.time()
    answer.nap(60)
    assert time.time() - before >= 60


def test_now():
    assert isinstance(answer.now(), datetime.datetime)
    assert answer.now().tzinfo is datetime.UTC
