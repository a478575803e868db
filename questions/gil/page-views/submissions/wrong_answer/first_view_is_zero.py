# fails: test_counts_by_page, test_reset_starts_again, test_asking_changes_nothing, test_dict_belongs_to_the_caller, test_objects_count_for_themselves, test_random_views, test_threads_lose_nothing, test_first_views_of_a_page, test_view_is_in_one_reset, test_snapshot_is_one_instant, test_snapshot_during_new_pages, test_views_during_a_reset
# The first view makes the page with 0 instead of 1: each page misses one view.

import threading


class PageViews:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._views: dict[str, int] = {}

    def count(self, page: str) -> None:
        with self._lock:
            if page in self._views:
                self._views[page] += 1
            else:
                self._views[page] = 0

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
