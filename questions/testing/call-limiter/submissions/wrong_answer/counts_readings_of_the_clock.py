# fails: right/queues, right/one_log
# gives a list of times, one for each call: how often the clock is read is nobody's rule
from unittest.mock import Mock

from limiter import Limiter


def test_window() -> None:
    clock = Mock(side_effect=[0, 1, 2, 60])
    limiter = Limiter(2, 60, clock)
    assert [limiter.allow("ann") for _ in range(4)] == [True, True, False, True]
    clock.assert_called()
    assert clock.call_count == 5
