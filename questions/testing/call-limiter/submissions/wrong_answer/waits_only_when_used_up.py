# fails: broken/asking_counts, broken/negative_wait
# asks for the wait only where it is more than 0
import pytest
from limiter import Limiter


class Clock:
    now = 1030.0

    def __call__(self) -> float:
        return self.now


def test_story() -> None:
    clock = Clock()
    limiter = Limiter(2, 60, clock)
    assert limiter.allow("ann") is True
    clock.now += 50
    assert limiter.allow("ann") is True
    assert limiter.allow("ann") is False
    assert limiter.allow("bob") is True
    assert limiter.wait("ann") == 10
    clock.now += 10
    assert limiter.allow("ann") is True
    assert limiter.allow("ann") is False
    assert limiter.wait("ann") == 50
    assert limiter.allow("bob") is True
    limiter.reset("ann")
    assert limiter.allow("bob") is False
    assert limiter.allow("ann") is True


def test_values() -> None:
    for limit, seconds in ((0, 60), (2, 0)):
        with pytest.raises(ValueError):
            Limiter(limit, seconds, Clock())
