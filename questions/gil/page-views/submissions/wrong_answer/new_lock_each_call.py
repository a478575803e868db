# fails: test_threads_lose_nothing, test_first_views_of_a_page, test_view_is_in_one_reset
# Each call makes a lock of its own, which nobody else can hold: it keeps nobody out.

import threading


class PageViews:
    def __init__(self) -> None:
        self._views: dict[str, int] = {}

    def count(self, page: str) -> None:
        with threading.Lock():
            self._views[page] = self._views.get(page, 0) + 1

    def views(self, page: str) -> int:
        with threading.Lock():
            return self._views.get(page, 0)

    def snapshot(self) -> dict[str, int]:
        with threading.Lock():
            return dict(self._views)

    def reset(self) -> dict[str, int]:
        with threading.Lock():
            old, self._views = self._views, {}
        return old
