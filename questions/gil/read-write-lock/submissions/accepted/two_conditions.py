# Style: two conditions on one lock, so that only those are woken who may go in; the blocks are small classes.

import threading

WRITER = -1


class ReadWriteLock:
    """`_lock` guards the numbers. After each change `_wake` tells those whom it may let in, and nobody else."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._may_read = threading.Condition(self._lock)
        self._may_write = threading.Condition(self._lock)
        self._inside = 0  # readers, or WRITER
        self._writers_waiting = 0

    def read(self, timeout: float | None = None) -> "Reading":
        return Reading(self, timeout)

    def write(self, timeout: float | None = None) -> "Writing":
        return Writing(self, timeout)

    def start_reading(self, timeout: float | None) -> None:
        with self._lock:
            if not self._may_read.wait_for(lambda: self._inside != WRITER and self._writers_waiting == 0, timeout):
                raise TimeoutError(f"no reader got in within {timeout} s")
            self._inside += 1

    def stop_reading(self) -> None:
        with self._lock:
            self._inside -= 1
            self._wake()

    def start_writing(self, timeout: float | None) -> None:
        with self._lock:
            self._writers_waiting += 1
            # A writer that is woken just as its time is over still looks: the lock is never offered to nobody.
            free = self._may_write.wait_for(lambda: self._inside == 0, timeout)
            self._writers_waiting -= 1
            if not free:
                self._wake()
                raise TimeoutError(f"no writer got in within {timeout} s")
            self._inside = WRITER

    def stop_writing(self) -> None:
        with self._lock:
            self._inside = 0
            self._wake()

    def _wake(self) -> None:
        if self._writers_waiting == 0:
            self._may_read.notify_all()
        elif self._inside == 0:
            self._may_write.notify()


class Reading:
    def __init__(self, lock: ReadWriteLock, timeout: float | None) -> None:
        self._lock = lock
        self._timeout = timeout

    def __enter__(self) -> None:
        self._lock.start_reading(self._timeout)

    def __exit__(self, *error: object) -> None:
        self._lock.stop_reading()


class Writing:
    def __init__(self, lock: ReadWriteLock, timeout: float | None) -> None:
        self._lock = lock
        self._timeout = timeout

    def __enter__(self) -> None:
        self._lock.start_writing(self._timeout)

    def __exit__(self, *error: object) -> None:
        self._lock.stop_writing()
