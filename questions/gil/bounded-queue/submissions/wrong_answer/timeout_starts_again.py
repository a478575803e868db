# fails: test_timeout_spans_all_waiting
# Each wait gets the whole timeout: a thread that is woken in vain starts counting from the beginning.
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
            while not self._closed and len(self._items) >= self._capacity:
                if not self._changed.wait(timeout):
                    raise Full
            if self._closed:
                raise Closed
            self._items.append(item)
            self._changed.notify_all()

    def get(self, timeout: float | None = None) -> object:
        with self._changed:
            while not self._closed and not self._items:
                if not self._changed.wait(timeout):
                    raise Empty
            if not self._items:
                raise Closed
            item = self._items.popleft()
            self._changed.notify_all()
            return item

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def size(self) -> int:
        with self._changed:
            return len(self._items)
