# fails: test_asking_changes_nothing
# Near miss: a defaultdict stores what it is asked for, so a page that nobody viewed stands in the snapshot with 0.

import threading
from collections import defaultdict


class PageViews:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._views: defaultdict[str, int] = defaultdict(int)

    def count(self, page: str) -> None:
        with self._lock:
            self._views[page] += 1

    def views(self, page: str) -> int:
        with self._lock:
            return self._views[page]

    def snapshot(self) -> dict[str, int]:
        with self._lock:
            return dict(self._views)

    def reset(self) -> dict[str, int]:
        with self._lock:
            old, self._views = self._views, defaultdict(int)
        return dict(old)
