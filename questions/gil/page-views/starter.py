"""A counter of page views that all worker threads of a web server share."""


class PageViews:
    """Counts views by page. Every method may be called by any thread at any time."""

    def count(self, page: str) -> None:
        """Count one view of the page."""
        raise NotImplementedError

    def views(self, page: str) -> int:
        """The page's views since the last reset."""
        raise NotImplementedError

    def snapshot(self) -> dict[str, int]:
        """The views of each page, all as of one instant."""
        raise NotImplementedError

    def reset(self) -> dict[str, int]:
        """What was counted; counting starts again without any views."""
        raise NotImplementedError
