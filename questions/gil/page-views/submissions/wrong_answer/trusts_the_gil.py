# fails: test_threads_lose_nothing, test_first_views_of_a_page, test_view_is_in_one_reset
# No lock: between reading the old number and storing the new one another thread counts, and its view is overwritten.

class PageViews:
    def __init__(self) -> None:
        self._views: dict[str, int] = {}

    def count(self, page: str) -> None:
        self._views[page] = self._views.get(page, 0) + 1

    def views(self, page: str) -> int:
        return self._views.get(page, 0)

    def snapshot(self) -> dict[str, int]:
        return dict(self._views)

    def reset(self) -> dict[str, int]:
        old, self._views = self._views, {}
        return old
