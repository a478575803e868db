"""A circuit breaker for coroutines in one event loop."""

from collections.abc import Awaitable, Callable


class CircuitOpenError(Exception):
    """The call was refused: it has not been made."""


class CircuitBreaker:
    """Opens after failures in a row, and closes again when a probe has succeeded."""

    def __init__(
        self,
        threshold: int = 3,
        recovery: float = 30.0,
        *,
        timeout: float | None = None,
        report: Callable[[str], Awaitable[object]] | None = None,
    ) -> None:
        raise NotImplementedError

    @property
    def state(self) -> str:
        """One of "closed", "open" and "half-open"."""
        raise NotImplementedError

    async def call(self, func: Callable[[], Awaitable[object]]) -> object:
        """`await func()`, unless the breaker refuses it."""
        raise NotImplementedError

    async def closed(self) -> None:
        """Wait until the breaker is closed."""
        raise NotImplementedError
