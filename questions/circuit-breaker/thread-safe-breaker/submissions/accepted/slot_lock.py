# Style: a context manager, and a second lock that is the probe's place: who has it may probe, and passes it on.

import threading
import time
from collections.abc import Callable
from types import TracebackType


class CircuitOpenError(Exception):
    """The call was refused: it has not been made."""


class CircuitBreaker:
    """`lock` guards the fields; `slot` is taken before `lock`, and held by the probe as long as it runs."""

    def __init__(self, threshold: int = 3, recovery: float = 30.0, *, on_open: Callable[[], object] | None = None) -> None:
        self.threshold = threshold
        self.recovery = recovery
        self.on_open = on_open
        self.lock = threading.Lock()
        self.slot = threading.Lock()
        self.closed = True
        self.until = 0.0
        self.failures = 0
        self.changes = 0

    @property
    def state(self) -> str:
        with self.lock:
            if self.closed:
                return "closed"
            return "open" if time.monotonic() < self.until else "half-open"

    def call(self, func: Callable[[], object], wait: float = 0.0) -> object:
        with Passage(self, time.monotonic() + wait):
            return func()


class Passage:
    """One call's way through the breaker."""

    def __init__(self, breaker: CircuitBreaker, deadline: float) -> None:
        self._breaker = breaker
        self._deadline = deadline
        self._probes = False
        self._changes = 0

    def __enter__(self) -> None:
        breaker = self._breaker
        while True:
            with breaker.lock:
                if breaker.closed:
                    self._changes = breaker.changes
                    return
                pause = breaker.until - time.monotonic()
            left = self._deadline - time.monotonic()
            if pause > 0:
                if left <= pause:
                    raise CircuitOpenError(f"circuit is open for {pause:.1f} s")
                time.sleep(pause)
                continue
            if not breaker.slot.acquire(timeout=max(0.0, left)):
                raise CircuitOpenError("a probe is running")
            with breaker.lock:
                if not breaker.closed and breaker.until <= time.monotonic():
                    self._probes = True
                    self._changes = breaker.changes
                    return
            breaker.slot.release()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        opened = False
        try:
            if kind is None or issubclass(kind, Exception):
                opened = self._judge(failed=kind is not None)
        finally:
            if self._probes:
                self._breaker.slot.release()
        if opened and self._breaker.on_open is not None:
            self._breaker.on_open()

    def _judge(self, failed: bool) -> bool:
        breaker = self._breaker
        with breaker.lock:
            if self._changes != breaker.changes:
                return False
            breaker.failures = breaker.failures + 1 if failed else 0
            opens = failed and (self._probes or breaker.failures >= breaker.threshold)
            if opens:
                breaker.until = time.monotonic() + breaker.recovery
            if opens or self._probes:
                breaker.closed = not opens
                breaker.changes += 1
                breaker.failures = 0
            return opens
