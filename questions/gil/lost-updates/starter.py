"""A cache of exchange rates that all request threads of the pricing service share."""

import threading
from collections.abc import Callable


class RateCache:
    """Keeps what `load(key)` returned; thread-safe thanks to the GIL and a lock."""

    def __init__(self, load: Callable[[str], int]) -> None:
        self._load = load
        self._lock = threading.Lock()
        self._rates: dict[str, int] = {}
        self._listeners: list[Callable[[str, int], None]] = []
        self._stats = {"hits": 0, "misses": 0}

    def subscribe(self, listener: Callable[[str, int], None]) -> None:
        self._listeners.append(listener)

    def get(self, key: str) -> int:
        if key in self._rates:
            self._stats["hits"] += 1
            return self._rates[key]
        self._lock.acquire()
        self._stats["misses"] += 1
        rate = self._load(key)
        self._rates[key] = rate
        self._lock.release()
        return rate

    def adjust(self, key: str, change: Callable[[int], int]) -> int:
        rate = self.get(key)
        with threading.Lock():
            rate = change(rate)
        self._lock.acquire()
        self._rates[key] = rate
        for listener in self._listeners:
            listener(key, rate)
        self._lock.release()
        return rate

    def drop(self, key: str) -> None:
        with self._lock:
            self._rates.pop(key, None)

    def clear(self) -> None:
        with self._lock:
            for key in self._rates:
                self.drop(key)

    def stats(self) -> dict[str, int]:
        with self._lock:
            return self._stats

    def measure(self, action: Callable[[], object]) -> dict[str, int]:
        before = self.stats()
        action()
        after = self.stats()
        return {name: after[name] - before[name] for name in after}
