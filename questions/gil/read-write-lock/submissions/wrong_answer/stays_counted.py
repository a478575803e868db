# fails: test_writer_gives_up, test_readers_go_on_when_the_writer_gives_up
# A writer that gives up stays counted among those that wait: no reader ever gets in again.

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class ReadWriteLock:
    """`_news` guards the numbers, and is told whenever one of them may let somebody in."""

    def __init__(self) -> None:
        self._news = threading.Condition()
        self._readers = 0
        self._waiting_writers = 0
        self._writing = False

    @contextmanager
    def read(self, timeout: float | None = None) -> Iterator[None]:
        with self._news:
            if not self._news.wait_for(lambda: not self._writing and not self._waiting_writers, timeout):
                raise TimeoutError("a writer did not leave in time")
            self._readers += 1
        try:
            yield
        finally:
            with self._news:
                self._readers -= 1
                self._news.notify_all()

    @contextmanager
    def write(self, timeout: float | None = None) -> Iterator[None]:
        with self._news:
            self._waiting_writers += 1
            if not self._news.wait_for(lambda: not self._writing and not self._readers, timeout):
                raise TimeoutError("somebody did not leave in time")
            self._writing = True
            self._waiting_writers -= 1
        try:
            yield
        finally:
            with self._news:
                self._writing = False
                self._news.notify_all()
