# Style: one condition and a set of busy keys.

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class RateCache:
    """Keeps what `load(key)` returned.

    One condition guards the fields and is never held around a callback. A key in `_busy` belongs to the one thread
    that put it there; the others wait for the news that it left.
    """

    def __init__(self, load: Callable[[str], int]) -> None:
        self._load = load
        self._news = threading.Condition()
        self._busy: set[str] = set()
        self._rates: dict[str, int] = {}
        self._listeners: list[Callable[[str, int], None]] = []
        self._stats = {"hits": 0, "misses": 0}

    def subscribe(self, listener: Callable[[str, int], None]) -> None:
        with self._news:
            self._listeners.append(listener)

    def get(self, key: str) -> int:
        with self._news:
            if key in self._rates:
                self._stats["hits"] += 1
                return self._rates[key]
        with self._alone_with(key):
            return self._get_alone(key)

    def adjust(self, key: str, change: Callable[[int], int]) -> int:
        with self._alone_with(key):
            rate = change(self._get_alone(key))
            with self._news:
                self._rates[key] = rate
                listeners = list(self._listeners)
        for listener in listeners:
            listener(key, rate)
        return rate

    def drop(self, key: str) -> None:
        with self._news:
            self._rates.pop(key, None)

    def clear(self) -> None:
        with self._news:
            self._rates.clear()

    def stats(self) -> dict[str, int]:
        with self._news:
            return dict(self._stats)

    def measure(self, action: Callable[[], object]) -> dict[str, int]:
        before = self.stats()
        action()
        after = self.stats()
        return {name: after[name] - before[name] for name in after}

    @contextmanager
    def _alone_with(self, key: str) -> Iterator[None]:
        with self._news:
            self._news.wait_for(lambda: key not in self._busy)
            self._busy.add(key)
        try:
            yield
        finally:
            with self._news:
                self._busy.remove(key)
                self._news.notify_all()

    def _get_alone(self, key: str) -> int:
        """As `get`; the caller has the key to itself. Looks again: the rate may have come while it waited."""
        with self._news:
            if key in self._rates:
                self._stats["hits"] += 1
                return self._rates[key]
            self._stats["misses"] += 1
        rate = self._load(key)
        with self._news:
            self._rates[key] = rate
        return rate
