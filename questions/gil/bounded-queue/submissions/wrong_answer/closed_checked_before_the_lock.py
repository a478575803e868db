# fails: test_no_item_is_lost_by_close
# Asks before it takes the lock whether the queue is closed: it may be closed, and emptied for the last time, in between.
import threading
import time
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
        self._items: deque[object] = deque()
        self._closed = False
        self._lock = threading.Lock()
        self._not_full = threading.Condition(self._lock)
        self._not_empty = threading.Condition(self._lock)

    def put(self, item: object, timeout: float | None = None) -> None:
        if self._closed:
            raise Closed
        deadline = self._deadline(timeout)
        with self._lock:
            while len(self._items) >= self._capacity:
                left = self._left(deadline)
                if left is not None and left <= 0:
                    raise Full
                self._not_full.wait(left)
                if self._closed:
                    raise Closed
            self._items.append(item)
            self._not_empty.notify()

    def get(self, timeout: float | None = None) -> object:
        deadline = self._deadline(timeout)
        with self._lock:
            while not self._closed and not self._items:
                left = self._left(deadline)
                if left is not None and left <= 0:
                    raise Empty
                self._not_empty.wait(left)
            if not self._items:
                raise Closed
            item = self._items.popleft()
            self._not_full.notify()
            return item

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._not_full.notify_all()
            self._not_empty.notify_all()

    def size(self) -> int:
        with self._lock:
            return len(self._items)

    def _deadline(self, timeout: float | None) -> float | None:
        if timeout is None:
            return None
        return time.monotonic() + timeout

    def _left(self, deadline: float | None) -> float | None:
        if deadline is None:
            return None
        return deadline - time.monotonic()
