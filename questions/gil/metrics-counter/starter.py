"""A registry of counters and gauges that all threads of the service share."""

from collections.abc import Callable


class Counter:
    """A number that only grows, except that a drain sets it to 0."""

    def inc(self, amount: int = 1) -> None:
        raise NotImplementedError


class Metrics:
    """Counters by name and labels, and gauges by name."""

    def counter(self, name: str, **labels: str) -> Counter:
        raise NotImplementedError

    def add_together(self, *amounts: tuple[Counter, int]) -> None:
        """Add each amount to its counter, all in one step."""
        raise NotImplementedError

    def gauge(self, name: str, read: Callable[[], int]) -> None:
        """Let each snapshot call `read()` for the value under this name."""
        raise NotImplementedError

    def snapshot(self) -> dict[str, int]:
        """Every counter and gauge with its value; the counters as of one instant."""
        raise NotImplementedError

    def drain(self) -> dict[str, int]:
        """Every counter with its value, and all of them set to 0 in the same step."""
        raise NotImplementedError
