# Style: an object for each phase of the breaker's life; who was let through in another phase has nothing to say.

import threading
import time
from collections.abc import Callable


class CircuitOpenError(Exception):
    """The call was refused: it has not been made."""


class Closed:
    def __init__(self) -> None:
        self.failures = 0

    def name(self) -> str:
        return "closed"


class Broken:
    """From one opening of the breaker to the next change. `probe` is there while one runs, and set when it has ended."""

    def __init__(self, until: float) -> None:
        self.until = until
        self.probe: threading.Event | None = None

    def name(self) -> str:
        return "open" if time.monotonic() < self.until else "half-open"


class CircuitBreaker:
    """`_lock` guards `_phase` and what is in it, for a few statements at a time."""

    def __init__(self, threshold: int = 3, recovery: float = 30.0, *, on_open: Callable[[], object] | None = None) -> None:
        self._threshold = threshold
        self._recovery = recovery
        self._on_open = on_open
        self._lock = threading.Lock()
        self._phase: Closed | Broken = Closed()

    @property
    def state(self) -> str:
        with self._lock:
            return self._phase.name()

    def call(self, func: Callable[[], object], wait: float = 0.0) -> object:
        phase = self._enter(time.monotonic() + wait)
        opened = False
        try:
            result = func()
        except Exception:
            opened = self._leave(phase, succeeded=False)
            if opened and self._on_open is not None:
                self._on_open()
            raise
        except BaseException:
            self._leave(phase, succeeded=None)
            raise
        self._leave(phase, succeeded=True)
        return result

    def _enter(self, deadline: float) -> Closed | Broken:
        while True:
            with self._lock:
                phase = self._phase
                now = time.monotonic()
                if isinstance(phase, Closed):
                    return phase
                if now >= phase.until and phase.probe is None:
                    phase.probe = threading.Event()
                    return phase
                probe, until = phase.probe, phase.until
            if now >= deadline:
                raise CircuitOpenError("circuit is open")
            if probe is not None:
                probe.wait(deadline - now)
            else:
                # Nothing can change before the recovery time is over.
                time.sleep(min(deadline, until) - now)

    def _leave(self, phase: Closed | Broken, succeeded: bool | None) -> bool:
        """Whether that has opened the breaker."""
        opens = False
        probe = None
        with self._lock:
            if phase is self._phase:
                if isinstance(phase, Broken):
                    probe, phase.probe = phase.probe, None
                    opens = succeeded is False
                    if succeeded:
                        self._phase = Closed()
                elif succeeded is not None:
                    phase.failures = 0 if succeeded else phase.failures + 1
                    opens = phase.failures >= self._threshold
                if opens:
                    self._phase = Broken(time.monotonic() + self._recovery)
        if probe is not None:
            probe.set()
        return opens
