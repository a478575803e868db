# Style: an event per running load, and adjustments that are made again when the rate has moved meanwhile.

import threading
from collections.abc import Callable


class RateCache:
    """Keeps what `load(key)` returned.

    A running load is an Event in `_loading` that waiters wait for, then look again. An adjustment is
    optimistic: it is stored only if the rate is still the one it started from, else it is made again.
    """

    def __init__(self, load: Callable[[str], int]) -> None:
        self._load = load
        self._lock = threading.Lock()
        self._loading: dict[str, threading.Event] = {}
        self._rates: dict[str, int] = {}
        self._listeners: list[Callable[[str, int], None]] = []
        self._stats = {"hits": 0, "misses": 0}

    def subscribe(self, listener: Callable[[str, int], None]) -> None:
        with self._lock:
            self._listeners.append(listener)

    def get(self, key: str) -> int:
        while True:
            with self._lock:
                if key in self._rates:
                    self._stats["hits"] += 1
                    return self._rates[key]
                done = self._loading.get(key)
                if done is None:
                    mine = self._loading[key] = threading.Event()
                    self._stats["misses"] += 1
                    break
            done.wait()
        try:
            rate = self._load(key)
            with self._lock:
                self._rates[key] = rate
            return rate
        finally:
            with self._lock:
                del self._loading[key]
            mine.set()

    def adjust(self, key: str, change: Callable[[int], int]) -> int:
        old = self.get(key)
        while True:
            new = change(old)
            with self._lock:
                current = self._rates.get(key, old)
                if current == old:
                    self._rates[key] = new
                    listeners = list(self._listeners)
                    break
            old = current
        for listener in listeners:
            listener(key, new)
        return new

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
