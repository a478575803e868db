# fails: test_every_item_is_taken_once
# An event for a condition: what changes between the look and clear() is wiped out, and the thread waits for a change that has been.
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
        self._changed = threading.Event()

    def put(self, item: object, timeout: float | None = None) -> None:
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            with self._lock:
                if self._closed:
                    raise Closed
                if len(self._items) < self._capacity:
                    self._items.append(item)
                    self._changed.set()
                    return
            if not self._wait(deadline):
                raise Full

    def get(self, timeout: float | None = None) -> object:
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            with self._lock:
                if self._items:
                    self._changed.set()
                    return self._items.popleft()
                if self._closed:
                    raise Closed
            if not self._wait(deadline):
                raise Empty

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._changed.set()

    def size(self) -> int:
        with self._lock:
            return len(self._items)

    def _wait(self, deadline: float | None) -> bool:
        """Waits for the next change; False when the time is over."""
        self._changed.clear()
        return self._changed.wait(None if deadline is None else deadline - time.monotonic())
