# Style: counting only appends to a log, which is one step by itself; whoever reads adds the log up first.

import threading
from collections import deque


class PageViews:
    """`_lock` guards `_totals`, and nobody takes from the log without it. `append` and `popleft` are thread-safe by themselves."""

    def __init__(self) -> None:
        self._log: deque[str] = deque()
        self._lock = threading.Lock()
        self._totals: dict[str, int] = {}

    def count(self, page: str) -> None:
        self._log.append(page)

    def views(self, page: str) -> int:
        return self.snapshot().get(page, 0)

    def snapshot(self) -> dict[str, int]:
        with self._lock:
            self._add_up()
            return self._totals.copy()

    def reset(self) -> dict[str, int]:
        with self._lock:
            self._add_up()
            totals = self._totals
            self._totals = {}
            return totals

    def _add_up(self) -> None:
        """Move what is in the log now to the totals. The caller holds the lock."""
        for _ in range(len(self._log)):
            page = self._log.popleft()
            self._totals[page] = self._totals.get(page, 0) + 1
