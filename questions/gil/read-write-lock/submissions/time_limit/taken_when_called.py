# fails: test_taken_at_the_start_of_the_block
# read() and write() take the lock themselves and return a block that only releases it: a block that is never entered holds it for ever.

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager


class ReadWriteLock:
    def __init__(self) -> None:
        self._news = threading.Condition()
        self._readers = 0
        self._waiting_writers = 0
        self._writing = False

    def read(self, timeout: float | None = None) -> AbstractContextManager:
        with self._news:
            if not self._news.wait_for(lambda: not self._writing and not self._waiting_writers, timeout):
                raise TimeoutError("a writer did not leave in time")
            self._readers += 1
        return self._reading()

    def write(self, timeout: float | None = None) -> AbstractContextManager:
        with self._news:
            self._waiting_writers += 1
            try:
                if not self._news.wait_for(lambda: not self._writing and not self._readers, timeout):
                    raise TimeoutError("somebody did not leave in time")
                self._writing = True
            finally:
                self._waiting_writers -= 1
                self._news.notify_all()
        return self._rewriting()

    @contextmanager
    def _reading(self) -> Iterator[None]:
        try:
            yield
        finally:
            with self._news:
                self._readers -= 1
                self._news.notify_all()

    @contextmanager
    def _rewriting(self) -> Iterator[None]:
        try:
            yield
        finally:
            with self._news:
                self._writing = False
                self._news.notify_all()
