# fails: test_get_waits_for_an_item, test_put_waits_for_room, test_timeouts_are_kept, test_close_wakes_all_who_wait_for_items, test_close_wakes_all_who_wait_for_room
# Looks ten times a second instead of waiting to be told: everybody comes late, and idle threads are never idle.
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
        self._lock = threading.Lock()
        self._items: deque[object] = deque()
        self._closed = False

    def put(self, item: object, timeout: float | None = None) -> None:
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            with self._lock:
                if self._closed:
                    raise Closed
                if len(self._items) < self._capacity:
                    self._items.append(item)
                    return
            if deadline is not None and time.monotonic() >= deadline:
                raise Full
            time.sleep(0.1)

    def get(self, timeout: float | None = None) -> object:
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            with self._lock:
                if self._items:
                    return self._items.popleft()
                if self._closed:
                    raise Closed
            if deadline is not None and time.monotonic() >= deadline:
                raise Empty
            time.sleep(0.1)

    def close(self) -> None:
        with self._lock:
            self._closed = True

    def size(self) -> int:
        with self._lock:
            return len(self._items)
