# Style: a dict and one lock that guards it; reset hands out the old dict and takes a new one.

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
        with self._lock:
            old, self._views = self._views, {}
        return old
