# fails: test_snapshot_is_one_instant
# Near miss: the snapshot takes the lock once for each page, so others count in between: each number is right, and all together never were.

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
            pages = list(self._views)
        result = {page: self.views(page) for page in pages}
        return {page: number for page, number in result.items() if number}

    def reset(self) -> dict[str, int]:
        with self._lock:
            old, self._views = self._views, {}
        return old
