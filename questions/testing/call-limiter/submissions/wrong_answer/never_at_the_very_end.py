# fails: broken/counts_at_the_end_of_the_window
# moves the clock well before or well past the end of a window, never to it
import pytest
from limiter import Limiter


class Clock:
    now = 1030.0

    def __call__(self) -> float:
        return self.now


def test_all() -> None:
    clock = Clock()
    limiter = Limiter(2, 60, clock)
    assert limiter.allow("ann") and limiter.allow("ann") and not limiter.allow("ann")
    assert limiter.allow("bob")
    clock.now += 40
    assert not limiter.allow("ann")
    assert limiter.allow("bob")
    assert limiter.wait("bob") == 20
    clock.now += 30
    assert limiter.wait("ann") == 0
    assert limiter.allow("bob") and not limiter.allow("bob")
    assert limiter.allow("ann") and limiter.allow("ann")
    limiter.reset("ann")
    assert not limiter.allow("bob")
    assert limiter.wait("ann") == 0
    assert limiter.allow("ann") and limiter.allow("ann")


@pytest.mark.parametrize(("limit", "seconds"), [(0, 1), (1, 0)])
def test_refused(limit: int, seconds: float) -> None:
    with pytest.raises(ValueError):
        Limiter(limit, seconds, Clock())
