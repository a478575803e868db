# fails: test_dict_belongs_to_the_caller
# Near miss: the snapshot is the counter's own dict. The caller changes the counter with it, and the counter changes the caller's dict.

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
            return self._views

    def reset(self) -> dict[str, int]:
        with self._lock:
            old, self._views = self._views, {}
        return old
