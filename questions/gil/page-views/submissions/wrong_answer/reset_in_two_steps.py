# fails: test_view_is_in_one_reset
# Near miss: reads and clears under two holds of the lock. A view that is counted in between is in no reset, and two resets may return the same.

import threading


class PageViews:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._views: dict[str, int] = {}

    def count(self, page: str) -> None:
        with self._lock:
            self._views[page] = self._views.get(page, 0) + 1

    def views(self, page: str) -> int:
        with self._lock:
            return self._views.get(page, 0)

    def snapshot(self) -> dict[str, int]:
        with self._lock:
            return dict(self._views)

    def reset(self) -> dict[str, int]:
        result = self.snapshot()
        with self._lock:
            self._views.clear()
        return result
