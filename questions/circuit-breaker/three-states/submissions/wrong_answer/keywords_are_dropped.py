# fails: test_passes_arguments_and_result, test_decorator
# Takes keyword arguments and forgets to pass them on: the function runs with its defaults.
import enum
import functools
import time
from contextlib import contextmanager


class CircuitOpenError(Exception):
    def __init__(self, retry_after):
        super().__init__(f"circuit is open, retry in {retry_after:g} s")
        self.retry_after = retry_after


class State(enum.Enum):
    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half-open"


class CircuitBreaker:
    def __init__(
        self,
        failure_threshold=3,
        recovery_time=30.0,
        *,
        counted=Exception,
        clock=time.monotonic,
    ):
        if failure_threshold < 1:
            raise ValueError("failure_threshold must be at least 1")
        if recovery_time <= 0:
            raise ValueError("recovery_time must be greater than 0")
        self._failure_threshold = failure_threshold
        self._recovery_time = recovery_time
        self._counted = counted
        self._clock = clock
        self._state = State.CLOSED
        self._epoch = 0  # how often the state has changed
        self._failures = 0
        self._opened_at = 0.0
        self._trial_running = False

    @property
    def state(self):
        return self._current().value

    def call(self, func, *args, **kwargs):
        with self.guard():
            return func(*args)

    def __call__(self, func):
        @functools.wraps(func)
        def guarded(*args, **kwargs):
            return self.call(func, *args, **kwargs)

        return guarded

    @contextmanager
    def guard(self):
        epoch = self._admit()
        try:
            yield
        except self._counted:
            if epoch == self._epoch:
                self._failed()
            raise
        except Exception:
            if epoch == self._epoch:
                self._succeeded()
            raise
        except BaseException:
            if epoch == self._epoch:
                self._trial_running = False
            raise
        if epoch == self._epoch:
            self._succeeded()

    def _current(self):
        if self._state is State.OPEN and self._remaining() <= 0:
            self._enter(State.HALF_OPEN)
        return self._state

    def _remaining(self):
        return self._opened_at + self._recovery_time - self._clock()

    def _enter(self, state):
        self._state = state
        self._epoch += 1
        self._failures = 0
        self._trial_running = False

    def _admit(self):
        state = self._current()
        if state is State.OPEN:
            raise CircuitOpenError(self._remaining())
        if state is State.HALF_OPEN:
            if self._trial_running:
                raise CircuitOpenError(0.0)
            self._trial_running = True
        return self._epoch

    def _succeeded(self):
        if self._state is State.HALF_OPEN:
            self._enter(State.CLOSED)
        else:
            self._failures = 0

    def _failed(self):
        self._failures += 1
        if self._state is State.HALF_OPEN or self._failures >= self._failure_threshold:
            self._opened_at = self._clock()
            self._enter(State.OPEN)
