# fails: test_reset_starts_again, test_asking_changes_nothing, test_random_views
# Sets the numbers to 0 and keeps the pages: every page that was ever viewed stays in each snapshot and reset.

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
            old, self._views = self._views, dict.fromkeys(self._views, 0)
        return old
