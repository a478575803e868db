# fails: test_writers_are_alone, test_no_reader_beside_a_writer, test_waiting_writer_goes_before_new_readers, test_all_writers_go_before_readers
# A writer waits until the lock is free under one hold of the condition and takes it under another: two find it free.

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
            try:
                if not self._news.wait_for(lambda: not self._writing and not self._readers, timeout):
                    raise TimeoutError("somebody did not leave in time")
            finally:
                self._waiting_writers -= 1
                self._news.notify_all()
        with self._news:
            self._writing = True
        try:
            yield
        finally:
            with self._news:
                self._writing = False
                self._news.notify_all()
