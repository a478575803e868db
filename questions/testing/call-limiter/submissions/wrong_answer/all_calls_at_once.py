# fails: broken/emptied_at_once, broken/negative_wait, broken/wait_for_the_newest
# makes all calls at one moment, so all end at one moment: nothing shows that the window slides
import pytest
from limiter import Limiter


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def use_up(limiter: Limiter, client: str) -> None:
    assert [limiter.allow(client) for _ in range(4)] == [True, True, True, False]


def test_window() -> None:
    clock = Clock()
    limiter = Limiter(3, 60, clock)
    use_up(limiter, "ann")
    assert limiter.wait("ann") == 60
    clock.now += 59
    assert limiter.allow("ann") is False
    assert limiter.wait("ann") == 1
    clock.now += 1
    assert limiter.wait("ann") == 0
    use_up(limiter, "ann")


def test_clients() -> None:
    limiter = Limiter(3, 60, Clock())
    use_up(limiter, "ann")
    use_up(limiter, "bob")
    limiter.reset("bob")
    assert limiter.allow("ann") is False
    use_up(limiter, "bob")


def test_asking() -> None:
    limiter = Limiter(3, 60, Clock())
    assert [limiter.wait("ann") for _ in range(5)] == [0] * 5
    use_up(limiter, "ann")


def test_values() -> None:
    with pytest.raises(ValueError):
        Limiter(0, 60, Clock())
    with pytest.raises(ValueError):
        Limiter(1, 0, Clock())
