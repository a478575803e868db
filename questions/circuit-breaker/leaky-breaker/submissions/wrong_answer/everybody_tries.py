# fails: test_one_trial_at_a_time, test_interrupted_trial_makes_room
# Doesn't notice that half-open lets everybody in: there is no mark for the running trial.
import time


class CircuitOpen(Exception):
    """The call was refused. `wait` is the time in seconds until the next trial."""

    def __init__(self, name, wait):
        super().__init__(f"{name}: circuit open, {wait:g} s left")
        self.name = name
        self.wait = wait


class Breaker:
    def __init__(
        self,
        name,
        max_failures=3,
        cool_down=60.0,
        ignored=(),
        listeners=(),
        clock=time.monotonic,
    ):
        self.name = name
        self.max_failures = max_failures
        self.cool_down = cool_down
        self.ignored = ignored
        self.listeners = list(listeners)
        self.clock = clock
        self.state = "closed"
        self.failures = 0
        self.opened_at = None

    def on_change(self, listener):
        """Have listener(name, old_state, new_state) called after each change of state."""
        self.listeners.append(listener)

    def run(self, func, *args, **kwargs):
        """Call func(*args, **kwargs) through the circuit."""
        if self.state == "open":
            elapsed = self.clock() - self.opened_at
            if elapsed < self.cool_down:
                raise CircuitOpen(self.name, self.cool_down - elapsed)
            self._change("half-open")
        try:
            result = func(*args, **kwargs)
        except self.ignored:
            self._succeeded()
            raise
        except Exception:
            self._failed()
            raise
        else:
            self._succeeded()
            return result

    def _succeeded(self):
        self.failures = 0
        if self.state == "half-open":
            self._change("closed")

    def _failed(self):
        self.failures += 1
        if self.state == "half-open" or self.failures >= self.max_failures:
            self.opened_at = self.clock()
            self.failures = 0
            self._change("open")

    def _change(self, new_state):
        old_state, self.state = self.state, new_state
        for listener in self.listeners:
            listener(self.name, old_state, new_state)
