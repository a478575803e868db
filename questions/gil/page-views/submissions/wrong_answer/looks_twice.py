# fails: test_views_during_a_reset
# Near miss: views looks whether the page is there and then reads it, without the lock. A reset in between makes a KeyError.

import threading


class PageViews:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._views: dict[str, int] = {}

    def count(self, page: str) -> None:
        with self._lock:
            self._views[page] = self._views.get(page, 0) + 1

    def views(self, page: str) -> int:
        if page in self._views:
            return self._views[page]
        return 0

    def snapshot(self) -> dict[str, int]:
        with self._lock:
            return dict(self._views)

    def reset(self) -> dict[str, int]:
        with self._lock:
            old, self._views = self._views, {}
        return old
