# fails: test_waiter_loads_after_a_failed_load
# Hands the future of a running load to all who wait: its failure becomes everybody's.

import threading
from collections.abc import Callable
from concurrent.futures import Future


class RateCache:
    """Keeps what `load(key)` returned.

    A running load is a Future in `_loading`. An adjustment is stored only if the rate is still the one it
    started from, else it is made again.
    """

    def __init__(self, load: Callable[[str], int]) -> None:
        self._load = load
        self._lock = threading.Lock()
        self._loading: dict[str, Future[int]] = {}
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
            running = self._loading.get(key)
            if running is None:
                mine = self._loading[key] = Future()
                self._stats["misses"] += 1
            else:
                self._stats["hits"] += 1
        if running is not None:
            return running.result()
        try:
            rate = self._load(key)
        except BaseException as error:
            with self._lock:
                del self._loading[key]
            mine.set_exception(error)
            raise
        with self._lock:
            self._rates[key] = rate
            del self._loading[key]
        mine.set_result(rate)
        return rate

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
