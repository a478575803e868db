# fails: test_passes_arguments_and_result
# Rewrites the call as a helper that hands over the positional arguments, and leaves the keyword arguments behind.
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
        self.trial_running = False

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
        elif self.trial_running:
            raise CircuitOpen(self.name, 0.0)
        self.trial_running = self.state == "half-open"
        try:
            result = self._call(func, args)
        except self.ignored:
            self._succeeded()
            raise
        except Exception:
            self._failed()
            raise
        else:
            self._succeeded()
            return result
        finally:
            self.trial_running = False

    def _call(self, func, args):
        return func(*args)

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
