# fails: test_time_is_up_as_the_lock_gets_free
# The time is up, and before the one who gives up is at the desk, it is given the lock after all: it goes without looking, and nobody ever gives the lock back.

import threading
from collections import deque


class Ticket:
    """A wish to be inside. `turn` is set when it was granted."""

    def __init__(self) -> None:
        self.turn = threading.Event()


class Block:
    def __init__(self, lock: "ReadWriteLock", writes: bool, timeout: float | None) -> None:
        self._lock = lock
        self._writes = writes
        self._timeout = timeout

    def __enter__(self) -> None:
        self._lock.enter(self._writes, self._timeout)

    def __exit__(self, *error: object) -> None:
        self._lock.leave(self._writes)


class ReadWriteLock:
    def __init__(self) -> None:
        self._desk = threading.Lock()
        self._inside = 0  # how many readers; -1 is a writer
        self._writers: deque[Ticket] = deque()
        self._readers: deque[Ticket] = deque()

    def read(self, timeout: float | None = None) -> Block:
        return Block(self, False, timeout)

    def write(self, timeout: float | None = None) -> Block:
        return Block(self, True, timeout)

    def enter(self, writes: bool, timeout: float | None) -> None:
        ticket = Ticket()
        queue = self._writers if writes else self._readers
        with self._desk:
            queue.append(ticket)
            self._grant()
        if ticket.turn.wait(timeout):
            return
        with self._desk:
            if ticket in queue:
                queue.remove(ticket)
            self._grant()
            raise TimeoutError("the lock was not free in time")

    def leave(self, writes: bool) -> None:
        with self._desk:
            self._inside = 0 if writes else self._inside - 1
            self._grant()

    def _grant(self) -> None:
        """Let in whoever may go in now. The caller holds the desk."""
        if self._writers:
            if self._inside == 0:
                self._inside = -1
                self._admit(self._writers)
        elif self._inside >= 0:
            while self._readers:
                self._inside += 1
                self._admit(self._readers)

    def _admit(self, queue: deque[Ticket]) -> None:
        ticket = queue.popleft()
        ticket.turn.set()
