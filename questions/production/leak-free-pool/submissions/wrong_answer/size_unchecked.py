# fails: test_size_is_checked
# Near miss: takes any size; a pool of 0 connections is noticed by the first block instead of at the start.
from contextlib import contextmanager, suppress


class PoolExhausted(Exception):
    pass


class PoolClosed(Exception):
    pass


class Pool:
    def __init__(self, connect, size, broken=ConnectionError):
        self._connect = connect
        self._size = size
        self._broken = broken
        self._idle = []
        self._closed = False
        self.leased = 0

    @property
    def idle(self):
        return len(self._idle)

    @contextmanager
    def lease(self):
        connection = self._take()
        usable = True
        self.leased += 1
        try:
            yield connection
        except self._broken:
            usable = False
            raise
        except Exception:
            raise
        except BaseException:
            usable = False
            raise
        finally:
            self.leased -= 1
            self._give_back(connection, usable and not self._closed)

    def close(self):
        self._closed = True
        errors = []
        while self._idle:
            try:
                self._idle.pop().close()
            except Exception as error:
                errors.append(error)
        if errors:
            raise ExceptionGroup("closing connections failed", errors)

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        if error is None:
            self.close()
            return
        with suppress(Exception):
            self.close()

    def _take(self):
        if self._closed:
            raise PoolClosed("the pool is closed")
        if self._idle:
            return self._idle.pop()
        if self.leased >= self._size:
            raise PoolExhausted(f"all {self._size} connections are leased")
        return self._connect()

    def _give_back(self, connection, usable):
        kept = False
        try:
            if usable:
                with suppress(Exception):
                    connection.reset()
                    self._idle.append(connection)
                    kept = True
        finally:
            if not kept:
                with suppress(Exception):
                    connection.close()
