import time


class CircuitOpenError(Exception):
    """The breaker refused the call. `retry_after` is in seconds."""

    retry_after: float


class CircuitBreaker:
    def __init__(
        self,
        failure_threshold=3,
        recovery_time=30.0,
        *,
        counted=Exception,
        clock=time.monotonic,
    ):
        pass

    @property
    def state(self):
        """One of closed, open, half-open."""

    def call(self, func, *args, **kwargs):
        """Call func(*args, **kwargs) through the breaker."""
        raise NotImplementedError

    def __call__(self, func):
        """Decorate func so that each of its calls goes through the breaker."""
        raise NotImplementedError

    def guard(self):
        """Return a context manager whose block is a call through the breaker."""
        raise NotImplementedError
