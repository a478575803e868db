# fails: test_view_is_in_one_reset
# Near miss: takes off what it has read, in a second step. That loses no view, but two threads that reset at once both return the same ones.

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
            for page, number in result.items():
                left = self._views.pop(page, 0) - number
                if left > 0:
                    self._views[page] = left
        return result
