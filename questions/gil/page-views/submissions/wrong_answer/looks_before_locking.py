# fails: test_first_views_of_a_page
# Near miss: looks outside the lock whether the page is new. Two threads find it new, and the second one sets the number back to 0.

import threading


class PageViews:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._views: dict[str, int] = {}

    def count(self, page: str) -> None:
        if page not in self._views:
            with self._lock:
                self._views[page] = 0
        with self._lock:
            self._views[page] = self._views.get(page, 0) + 1

    def views(self, page: str) -> int:
        with self._lock:
            return self._views.get(page, 0)

    def snapshot(self) -> dict[str, int]:
        with self._lock:
            return {page: number for page, number in self._views.items() if number}

    def reset(self) -> dict[str, int]:
        with self._lock:
            old, self._views = self._views, {}
            return {page: number for page, number in old.items() if number}
