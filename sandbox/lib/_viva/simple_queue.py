"""`queue.SimpleQueue` whose `get` sleeps until there is something.

The interpreter's own looks for signals twenty times a second. So a pool's idle workers would never be at rest: a deadlock next to them
would not be seen, and waiting would burn fuel.
"""

import _thread
import time
import types
from _queue import Empty
from collections import deque
from typing import Any


class SimpleQueue:
    """Simple, unbounded, reentrant FIFO queue."""

    __slots__ = ("__weakref__", "_items", "_waiting")
    __class_getitem__ = classmethod(types.GenericAlias)

    def __init__(self) -> None:
        self._items: deque[Any] = deque()
        self._waiting: deque[_thread.LockType] = deque()  # one locked lock for each thread in `get`

    def put(self, item: Any, block: bool = True, timeout: float | None = None) -> None:
        """Put the item on the queue. The other arguments are those of Queue.put, which may block; this never does."""
        self._items.append(item)
        try:
            waiting = self._waiting.popleft()
        except IndexError:
            return
        waiting.release()

    def put_nowait(self, item: Any) -> None:
        self.put(item)

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        """Remove and return an item; wait for one if `block`, at most `timeout` seconds, else raise Empty."""
        if block and timeout is not None and timeout < 0:
            raise ValueError("'timeout' must be a non-negative number")
        deadline = None if timeout is None else time.monotonic() + timeout
        while True:
            try:
                return self._items.popleft()
            except IndexError:
                left = -1 if deadline is None else deadline - time.monotonic()
            if not block or (deadline is not None and left <= 0):
                raise Empty
            self._wait(left)

    def _wait(self, timeout: float) -> None:
        """Until something was put, though another thread may be quicker to take it."""
        mine = _thread.allocate_lock()
        mine.acquire()
        self._waiting.append(mine)
        # What was put before that woke nobody.
        if self._items or not mine.acquire(True, timeout):
            try:
                self._waiting.remove(mine)
            except ValueError:
                pass  # it was woken meanwhile, and looks now

    def get_nowait(self) -> Any:
        return self.get(False)

    def empty(self) -> bool:
        return not self._items

    def qsize(self) -> int:
        return len(self._items)


SimpleQueue.__module__ = "_queue"
