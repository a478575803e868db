# fails: test_retries_with_doubling_delays
# The delay belongs to the client, not to the call: the next call that fails begins where the last one stopped.
import enum
import time


class CircuitOpenError(Exception):
    pass


class RetryBudget:
    def __init__(self, capacity=10.0, per_success=0.1):
        self._capacity = capacity
        self._per_success = per_success
        self._tokens = capacity

    @property
    def tokens(self):
        return self._tokens

    def withdraw(self):
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True

    def deposit(self):
        self._tokens = min(self._capacity, self._tokens + self._per_success)


class Next(enum.Enum):
    RETRY = "retry"
    GIVE_UP = "give up"
    RAISE = "raise"


def after(error, idempotent):
    if isinstance(error, CircuitOpenError):
        return Next.GIVE_UP
    if isinstance(error, ConnectionRefusedError):
        return Next.RETRY
    if isinstance(error, (ConnectionError, TimeoutError)) and idempotent:
        return Next.RETRY
    return Next.RAISE


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
        self._send = send
        self._attempts = attempts
        self._delay = base_delay
        self._max_delay = max_delay
        self._budget = RetryBudget() if budget is None else budget
        self._fallback = fallback
        self._sleep = sleep

    def call(self, request, *, idempotent=True):
        made = 0
        while True:
            try:
                result = self._send(request)
            except Exception as error:
                made += 1
                step = after(error, idempotent)
                if step is Next.RAISE:
                    raise
                failure = error
            else:
                self._budget.deposit()
                return result
            if step is Next.GIVE_UP or made >= self._attempts or not self._budget.withdraw():
                return self._give_up(request, failure)
            self._sleep(min(self._max_delay, self._delay))
            self._delay *= 2

    def _give_up(self, request, error):
        if self._fallback is None:
            raise error
        return self._fallback(request, error)
