"""A lock for what is read often and written seldom."""

from contextlib import AbstractContextManager


class ReadWriteLock:
    """Readers together, writers alone; a waiting writer goes before readers that come later."""

    def read(self, timeout: float | None = None) -> AbstractContextManager:
        """`with lock.read():` is a block of a reader."""
        raise NotImplementedError

    def write(self, timeout: float | None = None) -> AbstractContextManager:
        """`with lock.write():` is a block of a writer."""
        raise NotImplementedError
