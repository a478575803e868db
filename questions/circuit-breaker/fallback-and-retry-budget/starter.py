import time


class CircuitOpenError(Exception):
    """A breaker below refused the call; it was not made."""


class RetryBudget:
    def __init__(self, capacity=10.0, per_success=0.1):
        pass

    @property
    def tokens(self):
        """How many tokens are left."""

    def withdraw(self):
        """Take one token and return True, or return False if there is less than one."""
        raise NotImplementedError

    def deposit(self):
        """Pay in for one success."""
        raise NotImplementedError


class Client:
    def __init__(
        self,
        send,
        *,
        attempts=3,
        base_delay=0.1,
        max_delay=2.0,
        budget=None,
        fallback=None,
        sleep=time.sleep,
    ):
        pass

    def call(self, request, *, idempotent=True):
        """Send the request, with retries as the budget allows, then the fallback."""
        raise NotImplementedError
