# fails: test_first_answer_is_enough
# Writes `or` where only an error counts: an empty list of recommendations is taken for a failure.
import time
from itertools import repeat


class CircuitOpenError(Exception):
    pass


class RetryBudget:
    def __init__(self, capacity=10.0, per_success=0.1):
        self.capacity = capacity
        self.per_success = per_success
        self.tokens = capacity

    def withdraw(self):
        enough = self.tokens >= 1
        if enough:
            self.tokens -= 1
        return enough

    def deposit(self):
        self.tokens += self.per_success
        if self.tokens > self.capacity:
            self.tokens = self.capacity


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
        self.send = send
        self.attempts = attempts
        self.base_delay = base_delay
        self.max_delay = max_delay
        self.budget = budget if budget is not None else RetryBudget()
        self.fallback = fallback
        self.sleep = sleep

    def paid_delays(self):
        delay = self.base_delay
        for _ in repeat(None, self.attempts - 1):
            if not self.budget.withdraw():
                return
            yield min(delay, self.max_delay)
            delay *= 2

    def call(self, request, *, idempotent=True):
        delays = self.paid_delays()
        while True:
            try:
                result = self.send(request)
            except CircuitOpenError as error:
                return self.give_up(request, error)
            except ConnectionRefusedError as error:
                last = error
            except (ConnectionError, TimeoutError) as error:
                if not idempotent:
                    raise
                last = error
            else:
                if result:
                    self.budget.deposit()
                    return result
                last = LookupError("empty answer")
            delay = next(delays, None)
            if delay is None:
                return self.give_up(request, last)
            self.sleep(delay)

    def give_up(self, request, error):
        if self.fallback is not None:
            return self.fallback(request, error)
        raise error
