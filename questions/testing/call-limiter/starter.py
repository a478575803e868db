import pytest
from limiter import Limiter


class Clock:
    """Stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_first_call() -> None:
    limiter = Limiter(5, 60, Clock())
    assert limiter.allow("ann") is True
