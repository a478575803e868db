# Style: the state pattern. An outcome goes to the state object that let the call through; a late one meets an object
# that isn't the current state any more, so it needs no epoch.
import time
from functools import wraps


class CircuitOpenError(Exception):
    def __init__(self, retry_after):
        super().__init__("circuit is open")
        self.retry_after = retry_after


class Closed:
    name = "closed"

    def __init__(self, breaker):
        self.breaker = breaker
        self.failures = 0

    def admit(self):
        pass

    def success(self):
        self.failures = 0

    def failure(self):
        self.failures += 1
        if self.failures >= self.breaker.failure_threshold:
            self.breaker.current = Open(self.breaker)

    def nothing(self):
        pass


class Open:
    name = "open"

    def __init__(self, breaker):
        self.breaker = breaker
        self.since = breaker.clock()

    def remaining(self):
        return self.breaker.recovery_time - (self.breaker.clock() - self.since)

    def admit(self):
        raise CircuitOpenError(self.remaining())


class HalfOpen:
    name = "half-open"

    def __init__(self, breaker):
        self.breaker = breaker
        self.busy = False

    def admit(self):
        if self.busy:
            raise CircuitOpenError(0.0)
        self.busy = True

    def success(self):
        self.breaker.current = Closed(self.breaker)

    def failure(self):
        self.breaker.current = Open(self.breaker)

    def nothing(self):
        self.busy = False


class Guard:
    def __init__(self, breaker):
        self.breaker = breaker
        self.admitted_by = None

    def __enter__(self):
        state = self.breaker.refresh()
        state.admit()
        self.admitted_by = state

    def __exit__(self, kind, error, traceback):
        state = self.admitted_by
        if state is not self.breaker.current:
            return False
        if error is not None and isinstance(error, self.breaker.counted):
            state.failure()
        elif error is None or isinstance(error, Exception):
            state.success()
        else:
            state.nothing()
        return False


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
            raise ValueError("failure_threshold must be at least 1, recovery_time more than 0")
        self.failure_threshold = failure_threshold
        self.recovery_time = recovery_time
        self.counted = counted
        self.clock = clock
        self.current = Closed(self)

    def refresh(self):
        if isinstance(self.current, Open) and self.current.remaining() <= 0:
            self.current = HalfOpen(self)
        return self.current

    @property
    def state(self):
        return self.refresh().name

    def guard(self):
        return Guard(self)

    def call(self, func, *args, **kwargs):
        with Guard(self):
            return func(*args, **kwargs)

    def __call__(self, func):
        @wraps(func)
        def wrapper(*args, **kwargs):
            return self.call(func, *args, **kwargs)

        return wrapper
