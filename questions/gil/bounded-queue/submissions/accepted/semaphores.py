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

    A permit is a promise: of `_room` that there is a free place, of `_ready` that there is an item. Closing
    gives out one permit too many of each; who finds the queue closed passes it on to the next.
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
        if not self._room.acquire(timeout=timeout):
            raise Full
        with self._lock:
            if not self._closed:
                self._items.append(item)
                self._ready.release()
                return
        self._room.release()
        raise Closed

    def get(self, timeout: float | None = None) -> object:
        if not self._ready.acquire(timeout=timeout):
            raise Empty
        with self._lock:
            if self._items:
                item = self._items.pop(0)
                self._room.release()
                return item
        self._ready.release()
        raise Closed

    def close(self) -> None:
        with self._lock:
            if not self._closed:
                self._closed = True
                self._room.release()
                self._ready.release()

    def size(self) -> int:
        with self._lock:
            return len(self._items)
