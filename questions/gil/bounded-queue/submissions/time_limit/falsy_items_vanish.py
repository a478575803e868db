# fails: test_first_in_first_out
# Lets wait_for hand over the item, since it returns what the predicate returned: an item that is false is thrown away, and the wait goes on.
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
            self._changed.notify_all()

    def get(self, timeout: float | None = None) -> object:
        with self._changed:
            item = self._changed.wait_for(self._next, timeout)
            if item is None:
                raise Empty
            if item is self._changed:
                raise Closed
            self._changed.notify_all()
            return item

    def _next(self) -> object:
        """The oldest item; the condition itself as the mark of the end; None if there is neither."""
        if self._items:
            return self._items.popleft()
        return self._changed if self._closed else None

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def size(self) -> int:
        with self._changed:
            return len(self._items)
