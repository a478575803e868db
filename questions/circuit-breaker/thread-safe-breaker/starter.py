"""A circuit breaker that many threads share."""

from collections.abc import Callable


class CircuitOpenError(Exception):
    """The call was refused: it has not been made."""


class CircuitBreaker:
    """Opens after failures in a row, and closes again when a probe has succeeded."""

    def __init__(self, threshold: int = 3, recovery: float = 30.0, *, on_open: Callable[[], object] | None = None) -> None:
        raise NotImplementedError

    @property
    def state(self) -> str:
        """One of "closed", "open" and "half-open"."""
        raise NotImplementedError

    def call(self, func: Callable[[], object], wait: float = 0.0) -> object:
        """Call `func()` as soon as the breaker lets it; refuse it if that takes longer than `wait` seconds."""
        raise NotImplementedError
