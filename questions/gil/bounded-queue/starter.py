"""A bounded queue for threads, which can be closed."""


class Full(Exception):
    """There was no room in time."""


class Empty(Exception):
    """There was no item in time."""


class Closed(Exception):
    """The queue takes no more items, or has none left."""


class BoundedQueue:
    """Hands items from threads that produce them to threads that consume them, first in, first out."""

    def __init__(self, capacity: int) -> None:
        raise NotImplementedError

    def put(self, item: object, timeout: float | None = None) -> None:
        """Adds an item, waiting for room."""
        raise NotImplementedError

    def get(self, timeout: float | None = None) -> object:
        """Removes and returns the oldest item, waiting for one."""
        raise NotImplementedError

    def close(self) -> None:
        """Takes no more items; what is inside can still be taken."""
        raise NotImplementedError

    def size(self) -> int:
        """How many items are inside."""
        raise NotImplementedError
