# fails: test_late_outcome_is_ignored
# Judges each outcome by the state of now, not of when the call was let through: a late success closes an open circuit.
import functools
import time


class CircuitOpenError(Exception):
    def __init__(self, retry_after):
        super().__init__("circuit is open")
        self.retry_after = retry_after


class CircuitBreaker:
    def __init__(
        self,
        failure_threshold=3,
        recovery_time=30.0,
        *,
        counted=Exception,
        clock=time.monotonic,
    ):
        if failure_threshold < 1 or recovery_time <= 0:
            raise ValueError("bad settings")
        self.failure_threshold = failure_threshold
        self.recovery_time = recovery_time
        self.counted = counted
        self.clock = clock
        self.failures = 0
        self.opened_at = None
        self.trial = False

    @property
    def state(self):
        if self.opened_at is None:
            return "closed"
        if self.trial or self.clock() - self.opened_at >= self.recovery_time:
            return "half-open"
        return "open"

    def call(self, func, *args, **kwargs):
        with self.guard():
            return func(*args, **kwargs)

    def __call__(self, func):
        @functools.wraps(func)
        def wrapper(*args, **kwargs):
            return self.call(func, *args, **kwargs)

        return wrapper

    def guard(self):
        return Guard(self)

    def enter(self):
        state = self.state
        if state == "open":
            raise CircuitOpenError(self.opened_at + self.recovery_time - self.clock())
        if state == "half-open":
            if self.trial:
                raise CircuitOpenError(0)
            self.trial = True

    def leave(self, error):
        was_trial, self.trial = self.trial, False
        if isinstance(error, self.counted):
            self.failures += 1
            if was_trial or self.failures >= self.failure_threshold:
                self.opened_at = self.clock()
        elif error is None or isinstance(error, Exception):
            self.failures = 0
            self.opened_at = None


class Guard:
    def __init__(self, breaker):
        self.breaker = breaker

    def __enter__(self):
        self.breaker.enter()

    def __exit__(self, kind, error, traceback):
        self.breaker.leave(error)
        return False
