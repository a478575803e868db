import time


class CircuitOpenError(Exception):
    """The breaker refused the call. `retry_after` is in seconds."""

    retry_after: float


class RateBreaker:
    def __init__(
        self,
        *,
        window=60.0,
        failure_rate=0.5,
        minimum_calls=10,
        open_for=30.0,
        slow_after=None,
        ignored=(),
        clock=time.monotonic,
    ):
        pass

    @property
    def state(self):
        """One of closed, open, half-open."""

    def call(self, func, *args, **kwargs):
        """Call func(*args, **kwargs) through the breaker."""
        raise NotImplementedError

    def counts(self):
        """Return (calls, bad calls) that are in the window now."""
        raise NotImplementedError
