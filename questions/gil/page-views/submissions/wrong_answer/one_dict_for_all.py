# fails: test_objects_count_for_themselves
# Near miss: the dict belongs to the class, so all objects count into the same one.

import threading


class PageViews:
    _lock = threading.Lock()
    _views: dict[str, int] = {}

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
        with self._lock:
            old = dict(self._views)
            self._views.clear()
        return old
