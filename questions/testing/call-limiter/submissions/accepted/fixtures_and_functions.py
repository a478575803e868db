# a fixture with a clock that is moved by hand, one function for each rule
import pytest
from limiter import Limiter


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limiter(clock: Clock) -> Limiter:
    return Limiter(3, 60, clock)


def use_up(limiter: Limiter, client: str, calls: int = 3) -> None:
    for _ in range(calls):
        assert limiter.allow(client) is True


def test_the_limit_is_allowed_and_no_more(limiter: Limiter) -> None:
    use_up(limiter, "ann")
    assert limiter.allow("ann") is False


def test_clients_have_nothing_to_do_with_each_other(limiter: Limiter) -> None:
    use_up(limiter, "ann")
    use_up(limiter, "bob")


def test_a_call_counts_until_just_before_its_end(limiter: Limiter, clock: Clock) -> None:
    use_up(limiter, "ann")
    clock.now += 59.5
    assert limiter.allow("ann") is False
    clock.now += 0.5
    assert limiter.allow("ann") is True


def test_each_call_has_its_own_end(limiter: Limiter, clock: Clock) -> None:
    for _ in range(3):
        use_up(limiter, "ann", 1)
        clock.now += 20
    # The first has ended just now, the second ends in 20 seconds.
    use_up(limiter, "ann", 1)
    assert limiter.allow("ann") is False
    clock.now += 20
    use_up(limiter, "ann", 1)
    assert limiter.allow("ann") is False


def test_windows_do_not_begin_at_round_times(limiter: Limiter, clock: Clock) -> None:
    clock.now = 1075.0
    use_up(limiter, "ann")
    clock.now = 1085.0
    assert limiter.allow("ann") is False


def test_refused_calls_do_not_count(limiter: Limiter, clock: Clock) -> None:
    use_up(limiter, "ann")
    clock.now += 30
    assert limiter.allow("ann") is False
    clock.now += 30
    use_up(limiter, "ann")


def test_nothing_to_wait_for(limiter: Limiter, clock: Clock) -> None:
    assert limiter.wait("ann") == 0
    use_up(limiter, "ann", 2)
    assert limiter.wait("ann") == 0
    use_up(limiter, "ann", 1)
    clock.now += 100
    assert limiter.wait("ann") == 0


def test_wait_is_until_one_more_is_allowed(limiter: Limiter, clock: Clock) -> None:
    use_up(limiter, "ann", 1)
    clock.now += 10
    use_up(limiter, "ann", 2)
    clock.now += 5
    assert limiter.wait("ann") == 45
    clock.now += 45
    assert limiter.allow("ann") is True


def test_asking_does_not_count(limiter: Limiter) -> None:
    for _ in range(5):
        limiter.wait("ann")
    use_up(limiter, "ann")


def test_reset_forgets_one_client(limiter: Limiter) -> None:
    use_up(limiter, "ann")
    use_up(limiter, "bob")
    limiter.reset("ann")
    limiter.reset("nobody")
    assert limiter.allow("bob") is False
    use_up(limiter, "ann")


@pytest.mark.parametrize(("limit", "seconds"), [(0, 60), (-1, 60), (3, 0), (3, -1)])
def test_impossible_limits(limit: int, seconds: float, clock: Clock) -> None:
    with pytest.raises(ValueError):
        Limiter(limit, seconds, clock)
