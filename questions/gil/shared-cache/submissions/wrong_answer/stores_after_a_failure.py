# fails: test_failed_compute_leaves_the_cache_usable, test_failure_beside_a_computation
# Stores in a finally, which runs after a failure as well: from then on None is the value.

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

MISSING = object()


class SharedCache:
    """`_lock` guards every field and is never held around a `compute`.

    A method whose name begins with an underscore is called with the lock held.
    """

    def __init__(self, max_size: int, ttl: float) -> None:
        if max_size < 1 or ttl <= 0:
            raise ValueError("max_size must be at least 1, and ttl positive")
        self._max_size = max_size
        self._ttl = ttl
        self._lock = threading.Lock()
        self._entries: OrderedDict[Hashable, tuple[object, float]] = OrderedDict()  # value and when its time is over
        self._books = dict.fromkeys(("hits", "misses", "inserted", "evicted", "expired", "invalidated"), 0)
        self._invalidations = 0

    def get(self, key: Hashable, default: object = None) -> object:
        with self._lock:
            value = self._look(key)
        return default if value is MISSING else value

    def put(self, key: Hashable, value: object) -> None:
        with self._lock:
            self._expire()
            self._store(key, value)

    def get_or_compute(self, key: Hashable, compute: Callable[[], object]) -> object:
        with self._lock:
            value = self._look(key)
            invalidations = self._invalidations
        if value is not MISSING:
            return value
        value = None
        try:
            value = compute()
        finally:
            with self._lock:
                self._expire()
                if key in self._entries:
                    value = self._entries[key][0]
                elif self._invalidations == invalidations:
                    self._store(key, value)
        return value

    def invalidate(self, key: Hashable) -> None:
        with self._lock:
            self._expire()
            self._invalidations += 1
            if self._entries.pop(key, None) is not None:
                self._books["invalidated"] += 1

    def stats(self) -> dict[str, int]:
        with self._lock:
            self._expire()
            return self._books | {"size": len(self._entries)}

    def _look(self, key: Hashable) -> object:
        self._expire()
        if key not in self._entries:
            self._books["misses"] += 1
            return MISSING
        self._books["hits"] += 1
        self._entries.move_to_end(key)
        return self._entries[key][0]

    def _store(self, key: Hashable, value: object) -> None:
        if key not in self._entries:
            self._books["inserted"] += 1
            if len(self._entries) == self._max_size:
                self._entries.popitem(last=False)
                self._books["evicted"] += 1
        self._entries[key] = value, time.monotonic() + self._ttl
        self._entries.move_to_end(key)

    def _expire(self) -> None:
        now = time.monotonic()
        for key in [key for key, (_, ends) in self._entries.items() if ends <= now]:
            del self._entries[key]
            self._books["expired"] += 1
