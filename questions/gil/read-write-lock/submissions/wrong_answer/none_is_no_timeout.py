# fails: test_block_and_free_again, test_readers_are_inside_together, test_writers_are_alone, test_no_reader_beside_a_writer, test_waiting_writer_goes_before_new_readers, test_all_readers_follow_the_writer, test_all_writers_go_before_readers, test_exception_frees_the_lock, test_taken_at_the_start_of_the_block, test_reader_gives_up, test_writer_gives_up, test_readers_go_on_when_the_writer_gives_up, test_time_is_up_as_the_lock_gets_free
# Hands its timeout on to Lock.acquire as it is: None isn't "no limit" there but a TypeError, and each plain with fails.

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class ReadWriteLock:
    """Who comes passes the door; a writer keeps it closed while it waits and writes. The first reader takes the room, the last one frees it."""

    def __init__(self) -> None:
        self._door = threading.Lock()
        self._room = threading.Lock()
        self._counting = threading.Lock()
        self._readers = 0

    @contextmanager
    def read(self, timeout: float | None = None) -> Iterator[None]:
        if not self._door.acquire(timeout=timeout):
            raise TimeoutError("a writer did not leave in time")
        try:
            with self._counting:
                self._readers += 1
                if self._readers == 1:
                    self._room.acquire()
        finally:
            self._door.release()
        try:
            yield
        finally:
            with self._counting:
                self._readers -= 1
                if self._readers == 0:
                    self._room.release()

    @contextmanager
    def write(self, timeout: float | None = None) -> Iterator[None]:
        if not self._door.acquire(timeout=timeout):
            raise TimeoutError("a writer did not leave in time")
        try:
            if not self._room.acquire(timeout=timeout):
                raise TimeoutError("somebody did not leave in time")
            try:
                yield
            finally:
                self._room.release()
        finally:
            self._door.release()
