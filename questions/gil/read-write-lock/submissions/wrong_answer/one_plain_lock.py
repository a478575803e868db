# fails: test_readers_are_inside_together, test_all_readers_follow_the_writer, test_all_writers_go_before_readers, test_writer_gives_up, test_readers_go_on_when_the_writer_gives_up
# One plain lock for everybody: correct data, but readers one after the other, and nobody goes first.

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class ReadWriteLock:
    def __init__(self) -> None:
        self._lock = threading.Lock()

    @contextmanager
    def read(self, timeout: float | None = None) -> Iterator[None]:
        if not self._lock.acquire(timeout=-1 if timeout is None else timeout):
            raise TimeoutError("not free in time")
        try:
            yield
        finally:
            self._lock.release()

    write = read
