# fails: right/queues, right/one_log
# gives the computer's clock and sleeps: nothing can stand exactly on the end of a window, and the wait is never exact
import time

import pytest
from limiter import Limiter


def test_window() -> None:
    limiter = Limiter(2, 10, time.monotonic)
    assert limiter.allow("ann") and limiter.allow("ann") and not limiter.allow("ann")
    assert limiter.allow("bob")
    assert limiter.wait("ann") == 10
    time.sleep(10)
    assert limiter.allow("ann")
