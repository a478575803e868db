# Style: collections.Counter under an RLock, so that reset can use snapshot while it holds the lock.

from collections import Counter
from threading import RLock


class PageViews:
    def __init__(self):
        self.lock = RLock()
        self.pages = Counter()

    def count(self, page):
        with self.lock:
            self.pages[page] += 1

    def views(self, page):
        with self.lock:
            return self.pages[page]  # a Counter says 0 for what it doesn't have, and doesn't store it

    def snapshot(self):
        with self.lock:
            return {page: number for page, number in self.pages.items()}

    def reset(self):
        with self.lock:
            result = self.snapshot()
            self.pages.clear()
            return result
