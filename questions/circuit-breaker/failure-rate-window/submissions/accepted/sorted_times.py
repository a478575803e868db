# Style: the window is its own class, two sorted lists of times; the state is stored and refreshed.
import time
from bisect import bisect_right


class CircuitOpenError(Exception):
    def __init__(self, retry_after):
        super().__init__("circuit is open")
        self.retry_after = retry_after


class Window:
    """Times of calls. Knows nothing of states or rates."""

    def __init__(self, length):
        self.length = length
        self.all = []
        self.bad = []

    def add(self, now, bad):
        self.all.append(now)
        if bad:
            self.bad.append(now)

    def counts(self, now):
        for times in (self.all, self.bad):
            del times[: bisect_right(times, now - self.length)]
        return len(self.all), len(self.bad)


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
        limit = float("inf") if slow_after is None else slow_after
        if min(window, open_for, failure_rate, limit) <= 0 or failure_rate > 1 or minimum_calls < 1:
            raise ValueError("a setting is out of range")
        self.window_length = window
        self.failure_rate = failure_rate
        self.minimum_calls = minimum_calls
        self.open_for = open_for
        self.slow_limit = limit
        self.ignored = ignored
        self.clock = clock
        self.enter("closed")

    def enter(self, state):
        self._state = state
        self.since = self.clock()
        self.window = Window(self.window_length)

    @property
    def state(self):
        if self._state == "open" and self.clock() - self.since >= self.open_for:
            self.enter("half-open")
        return self._state

    def counts(self):
        return self.window.counts(self.clock())

    def call(self, func, *args, **kwargs):
        if self.state == "open":
            raise CircuitOpenError(self.open_for - (self.clock() - self.since))
        started = self.clock()
        bad = False
        try:
            return func(*args, **kwargs)
        except BaseException as error:
            bad = None if isinstance(error, self.ignored) or not isinstance(error, Exception) else True
            raise
        finally:
            if bad is not None:
                self.judge(bad or self.clock() - started >= self.slow_limit)

    def judge(self, bad):
        if self._state == "half-open":
            self.enter("open" if bad else "closed")
            return
        now = self.clock()
        self.window.add(now, bad)
        calls, failures = self.window.counts(now)
        if calls >= self.minimum_calls and failures / calls >= self.failure_rate:
            self.enter("open")
