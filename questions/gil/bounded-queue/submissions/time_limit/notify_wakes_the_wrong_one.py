# fails: test_every_item_is_taken_once
# One condition for two kinds of waiters, but notify(): the call that is meant for a producer wakes a consumer, who goes back to sleep.
import threading
from collections import deque


class Full(Exception):
    """There was no room in time."""


class Empty(Exception):
    """There was no item in time."""


class Closed(Exception):
    """The queue takes no more items, or has none left."""


class BoundedQueue:
    """Hands items from threads that produce them to threads that consume them, first in, first out."""

    def __init__(self, capacity: int) -> None:
        if capacity < 1:
            raise ValueError("capacity must be at least 1")
        self._capacity = capacity
        self._changed = threading.Condition()  # guards what follows
        self._items: deque[object] = deque()
        self._closed = False

    def put(self, item: object, timeout: float | None = None) -> None:
        with self._changed:
            if not self._changed.wait_for(lambda: self._closed or len(self._items) < self._capacity, timeout):
                raise Full
            if self._closed:
                raise Closed
            self._items.append(item)
            self._changed.notify()

    def get(self, timeout: float | None = None) -> object:
        with self._changed:
            if not self._changed.wait_for(lambda: self._closed or self._items, timeout):
                raise Empty
            if not self._items:
                raise Closed
            item = self._items.popleft()
            self._changed.notify()
            return item

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def size(self) -> int:
        with self._changed:
            return len(self._items)
