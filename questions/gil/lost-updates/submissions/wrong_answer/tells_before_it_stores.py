# fails: test_adjust_stores_and_tells, test_listener_may_wait_for_another_thread
# The listeners are called after the lock comes free, with the rate that adjust began with.

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class RateCache:
    """Keeps what `load(key)` returned.

    `_lock` guards the fields and is held for a few statements only, never around a callback.
    A key's own lock is held around that key's `load` and `change`, and is always taken before `_lock`.
    """

    def __init__(self, load: Callable[[str], int]) -> None:
        self._load = load
        self._lock = threading.Lock()
        self._key_locks: dict[str, threading.Lock] = {}
        self._rates: dict[str, int] = {}
        self._listeners: list[Callable[[str, int], None]] = []
        self._stats = {"hits": 0, "misses": 0}

    def subscribe(self, listener: Callable[[str, int], None]) -> None:
        with self._lock:
            self._listeners.append(listener)

    def get(self, key: str) -> int:
        with self._lock:
            if key in self._rates:
                self._stats["hits"] += 1
                return self._rates[key]
        with self._alone_with(key):
            return self._get_alone(key)

    def adjust(self, key: str, change: Callable[[int], int]) -> int:
        with self._alone_with(key):
            rate = self._get_alone(key)
            changed = change(rate)
            with self._lock:
                self._rates[key] = changed
                listeners = list(self._listeners)
        for listener in listeners:
            listener(key, rate)
        return changed

    def drop(self, key: str) -> None:
        with self._lock:
            self._rates.pop(key, None)

    def clear(self) -> None:
        with self._lock:
            self._rates.clear()

    def stats(self) -> dict[str, int]:
        with self._lock:
            return dict(self._stats)

    def measure(self, action: Callable[[], object]) -> dict[str, int]:
        before = self.stats()
        action()
        after = self.stats()
        return {name: after[name] - before[name] for name in after}

    @contextmanager
    def _alone_with(self, key: str) -> Iterator[None]:
        with self._lock:
            key_lock = self._key_locks.setdefault(key, threading.Lock())
        with key_lock:
            yield

    def _get_alone(self, key: str) -> int:
        """As `get`; the caller holds the key's lock. Looks again: the rate may have come while it waited."""
        with self._lock:
            if key in self._rates:
                self._stats["hits"] += 1
                return self._rates[key]
            self._stats["misses"] += 1
        rate = self._load(key)
        with self._lock:
            self._rates[key] = rate
        return rate
