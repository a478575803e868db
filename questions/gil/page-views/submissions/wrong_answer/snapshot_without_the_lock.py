# fails: test_snapshot_is_one_instant, test_snapshot_during_new_pages
# Near miss: who only reads needs the lock as well. The loop over the dict is many steps, and the dict grows meanwhile.

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
        return {page: number for page, number in self._views.items()}

    def reset(self) -> dict[str, int]:
        with self._lock:
            old, self._views = self._views, {}
        return old
