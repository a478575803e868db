# fails: test_reader_gives_up
# The timeout is built for writers, who may wait long, and forgotten for readers: they wait as long as it takes.

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
            self._news.wait_for(lambda: not self._writing and not self._waiting_writers)
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
            try:
                if not self._news.wait_for(lambda: not self._writing and not self._readers, timeout):
                    raise TimeoutError("somebody did not leave in time")
                self._writing = True
            finally:
                self._waiting_writers -= 1
                self._news.notify_all()
        try:
            yield
        finally:
            with self._news:
                self._writing = False
                self._news.notify_all()
