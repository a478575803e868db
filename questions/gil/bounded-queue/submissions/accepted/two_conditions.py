# Two conditions over one lock, so that each change wakes just one thread that can use it; loops and deadlines by hand.
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
        deadline = None if timeout is None else time.monotonic() + timeout
        with self._lock:
            while not self._closed and len(self._items) >= self._capacity:
                left = None if deadline is None else deadline - time.monotonic()
                if left is not None and left <= 0:
                    raise Full
                self._not_full.wait(left)
            if self._closed:
                raise Closed
            self._items.append(item)
            self._not_empty.notify()

    def get(self, timeout: float | None = None) -> object:
        deadline = None if timeout is None else time.monotonic() + timeout
        with self._lock:
            while not self._closed and not self._items:
                left = None if deadline is None else deadline - time.monotonic()
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
