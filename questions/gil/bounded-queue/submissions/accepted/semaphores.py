# Two semaphores count the room and the items; a lock guards the list, and closing lets everybody through to look.
import threading


class Full(Exception):
    """There was no room in time."""


class Empty(Exception):
    """There was no item in time."""


class Closed(Exception):
    """The queue takes no more items, or has none left."""


class BoundedQueue:
    """Hands items from threads that produce them to threads that consume them, first in, first out.

    A permit is a promise: of `_room` that there is a free place, of `_ready` that there is an item. Once the queue
    is closed the promise is off, there are permits for everybody, and only what the lock guards counts.
    """

    def __init__(self, capacity: int) -> None:
        if capacity < 1:
            raise ValueError("capacity must be at least 1")
        self._room = threading.Semaphore(capacity)
        self._ready = threading.Semaphore(0)
        self._lock = threading.Lock()
        self._items: list[object] = []
        self._closed = False

    def put(self, item: object, timeout: float | None = None) -> None:
        in_time = self._room.acquire(timeout=timeout)
        with self._lock:
            if self._closed:
                self._room.release()
                raise Closed
            if not in_time:
                raise Full
            self._items.append(item)
            self._ready.release()

    def get(self, timeout: float | None = None) -> object:
        in_time = self._ready.acquire(timeout=timeout)
        with self._lock:
            if not in_time and not self._closed:
                raise Empty
            if not self._items:
                self._ready.release()
                raise Closed
            item = self._items.pop(0)
            self._room.release()
            return item

    def close(self) -> None:
        with self._lock:
            if not self._closed:
                self._closed = True
                self._room.release()
                self._ready.release()

    def size(self) -> int:
        with self._lock:
            return len(self._items)
