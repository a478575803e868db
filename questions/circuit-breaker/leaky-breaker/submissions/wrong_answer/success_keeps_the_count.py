# fails: test_success_starts_the_count_again, test_ignored_errors_are_no_failures
# Counts from 0 only after opening: failures with a thousand good calls between them still open the circuit.
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
        listeners=None,
        clock=time.monotonic,
    ):
        self.name = name
        self.max_failures = max_failures
        self.cool_down = cool_down
        self.ignored = ignored
        self.listeners = [] if listeners is None else [*listeners]
        self.clock = clock
        self.state = "closed"
        self.failures = 0
        self.opened_at = 0.0
        self.trial_is_free = False

    def on_change(self, listener):
        """Have listener(name, old_state, new_state) called after each change of state."""
        self.listeners.append(listener)

    def run(self, func, *args, **kwargs):
        """Call func(*args, **kwargs) through the circuit."""
        self._admit()
        try:
            result = func(*args, **kwargs)
        except BaseException as error:
            self._judge(error)
            raise
        self._judge(None)
        return result

    def _admit(self):
        if self.state == "closed":
            return
        if self.state == "open":
            left = self.opened_at + self.cool_down - self.clock()
            if left > 0:
                raise CircuitOpen(self.name, left)
            self._change("half-open")
        elif not self.trial_is_free:
            raise CircuitOpen(self.name, 0.0)
        self.trial_is_free = False

    def _judge(self, error):
        if error is None or isinstance(error, self.ignored):
            if self.state == "half-open":
                self._change("closed")
        elif isinstance(error, Exception):
            self.failures += 1
            if self.state == "half-open" or self.failures >= self.max_failures:
                self.failures = 0
                self.opened_at = self.clock()
                self._change("open")
        else:
            self.trial_is_free = True

    def _change(self, new_state):
        old_state, self.state = self.state, new_state
        for listener in self.listeners:
            listener(self.name, old_state, new_state)
