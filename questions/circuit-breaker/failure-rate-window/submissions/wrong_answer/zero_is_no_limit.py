# fails: test_settings_are_checked
# Asks whether slow_after is truthy instead of whether it is None: a limit of 0 is taken for none and not refused.
import time
from collections import deque


class CircuitOpenError(Exception):
    def __init__(self, retry_after):
        super().__init__(f"circuit is open, retry in {retry_after:g} s")
        self.retry_after = retry_after


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
        if window <= 0 or open_for <= 0:
            raise ValueError("window and open_for must be greater than 0")
        if not 0 < failure_rate <= 1:
            raise ValueError("failure_rate must be greater than 0 and at most 1")
        if minimum_calls < 1:
            raise ValueError("minimum_calls must be at least 1")
        if slow_after and slow_after <= 0:
            raise ValueError("slow_after must be greater than 0, or None")
        self._window = window
        self._failure_rate = failure_rate
        self._minimum_calls = minimum_calls
        self._open_for = open_for
        self._slow_after = slow_after
        self._ignored = ignored
        self._clock = clock
        self._opened_at = None  # None while closed
        self._ended = deque()  # (when, was it bad), oldest first
        self._bad = 0

    @property
    def state(self):
        if self._opened_at is None:
            return "closed"
        return "open" if self._remaining() > 0 else "half-open"

    def counts(self):
        self._forget_old(self._clock())
        return len(self._ended), self._bad

    def call(self, func, *args, **kwargs):
        if self.state == "open":
            raise CircuitOpenError(self._remaining())
        started = self._clock()
        try:
            result = func(*args, **kwargs)
        except self._ignored:
            raise
        except Exception:
            self._record(self._clock(), bad=True)
            raise
        ended = self._clock()
        self._record(ended, self._is_slow(ended - started))
        return result

    def _remaining(self):
        return self._opened_at + self._open_for - self._clock()

    def _is_slow(self, duration):
        return bool(self._slow_after) and duration >= self._slow_after

    def _record(self, now, bad):
        if self._opened_at is not None:
            self._opened_at = now if bad else None
            return
        self._forget_old(now)
        self._ended.append((now, bad))
        self._bad += bad
        calls = len(self._ended)
        if calls >= self._minimum_calls and self._bad / calls >= self._failure_rate:
            self._empty_window()
            self._opened_at = now

    def _forget_old(self, now):
        while self._ended and now - self._ended[0][0] >= self._window:
            _, bad = self._ended.popleft()
            self._bad -= bad

    def _empty_window(self):
        self._ended.clear()
        self._bad = 0
