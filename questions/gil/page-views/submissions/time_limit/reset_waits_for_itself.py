# fails: test_reset_starts_again, test_asking_changes_nothing, test_dict_belongs_to_the_caller, test_objects_count_for_themselves, test_random_views, test_view_is_in_one_reset, test_views_during_a_reset
# reset holds the lock and calls snapshot, which wants it too: a Lock doesn't know that it is the same thread. An RLock does.

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
            result = self.snapshot()
            self._views.clear()
            return result
