# fails: test_time_to_wait_is_not_renewed
# Waits for the whole time again after each wake-up: whoever loses the race for the probe's place waits longer than it wanted.

import threading
import time
from collections.abc import Callable


class CircuitOpenError(Exception):
    """The call was refused: it has not been made."""


class CircuitBreaker:
    """`_news` guards the fields, is told whenever somebody may go on, and is never held around foreign code."""

    def __init__(self, threshold: int = 3, recovery: float = 30.0, *, on_open: Callable[[], object] | None = None) -> None:
        self._threshold = threshold
        self._recovery = recovery
        self._on_open = on_open
        self._news = threading.Condition()
        self._half_open_at: float | None = None  # None: closed
        self._epoch = 0  # how often it has opened or closed
        self._failures = 0
        self._probing = False

    @property
    def state(self) -> str:
        with self._news:
            if self._half_open_at is None:
                return "closed"
            return "open" if self._opens_in() > 0 else "half-open"

    def call(self, func: Callable[[], object], wait: float = 0.0) -> object:
        epoch = self._admit(wait)
        try:
            result = func()
        except Exception:
            if self._failed(epoch) and self._on_open is not None:
                self._on_open()
            raise
        except BaseException:
            self._interrupted(epoch)
            raise
        self._succeeded(epoch)
        return result

    def _admit(self, wait: float) -> int:
        deadline = time.monotonic() + wait
        with self._news:
            while self._half_open_at is not None:
                pause = self._opens_in()
                if pause <= 0 and not self._probing:
                    self._probing = True
                    break
                if pause > 0:
                    left = deadline - time.monotonic()
                    if left <= 0:
                        raise CircuitOpenError("circuit is open")
                    self._news.wait(min(left, pause))
                elif not self._news.wait(wait):
                    raise CircuitOpenError("a probe is running")
            return self._epoch

    def _succeeded(self, epoch: int) -> None:
        with self._news:
            if epoch == self._epoch:
                self._failures = 0
                if self._half_open_at is not None:
                    self._change(None)

    def _failed(self, epoch: int) -> bool:
        """Whether that has opened the breaker."""
        with self._news:
            if epoch != self._epoch:
                return False
            self._failures += 1
            if self._half_open_at is None and self._failures < self._threshold:
                return False
            self._change(time.monotonic() + self._recovery)
            return True

    def _interrupted(self, epoch: int) -> None:
        with self._news:
            if epoch == self._epoch:
                self._probing = False
                self._news.notify_all()

    def _change(self, half_open_at: float | None) -> None:
        self._half_open_at = half_open_at
        self._epoch += 1
        self._failures = 0
        self._probing = False
        self._news.notify_all()

    def _opens_in(self) -> float:
        assert self._half_open_at is not None
        return self._half_open_at - time.monotonic()
