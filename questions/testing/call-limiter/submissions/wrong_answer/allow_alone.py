# fails: broken/asking_counts, broken/negative_wait, broken/reset_forgets_everybody, broken/wait_for_the_newest
# tests the method with the rule in it thoroughly, and the two beside it not at all
import pytest
from limiter import Limiter


def answers(limit: int, seconds: float, *times: float, client: str = "ann") -> list[bool]:
    now = [0.0]
    limiter = Limiter(limit, seconds, lambda: now[0])
    found = []
    for now[0] in times:
        found.append(limiter.allow(client))
    return found


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ([0, 0, 0], [True, True, False]),
        ([5, 6, 14, 15, 15], [True, True, False, True, False]),
        ([5, 6, 15, 16, 16], [True, True, True, True, False]),
        ([5, 5, 7, 8, 15, 15, 15], [True, True, False, False, True, True, False]),
    ],
)
def test_allow(times: list[float], expected: list[bool]) -> None:
    assert answers(2, 10, *times) == expected


def test_clients() -> None:
    limiter = Limiter(1, 10, lambda: 0)
    assert limiter.allow("ann") and limiter.allow("bob")


def test_values() -> None:
    for limit, seconds in ((0, 10), (1, 0)):
        with pytest.raises(ValueError):
            Limiter(limit, seconds, lambda: 0)
