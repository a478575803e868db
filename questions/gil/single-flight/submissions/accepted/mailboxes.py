# Each call that waits has a mailbox of its own; whoever loads collects the mailboxes at the end and delivers.
import threading
from collections.abc import Callable
from queue import Empty, SimpleQueue

Mailbox = SimpleQueue[tuple[object, BaseException | None]]


class SingleFlight:
    """Of the calls for one key that come while a load runs, one runs it and the others share what it comes to."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: dict[str, list[Mailbox]] = {}

    def run(self, key: str, load: Callable[[], object], timeout: float | None = None) -> object:
        mailbox: Mailbox = SimpleQueue()
        with self._lock:
            if joins := key in self._waiting:
                self._waiting[key].append(mailbox)
            else:
                mailboxes = self._waiting[key] = []
        if not joins:
            return self._lead(key, load, mailboxes)
        try:
            result, error = mailbox.get(timeout=timeout)
        except Empty:
            raise TimeoutError("the load takes longer") from None
        if error is not None:
            raise error
        return result

    def forget(self, key: str) -> None:
        with self._lock:
            self._waiting.pop(key, None)

    def running(self) -> int:
        with self._lock:
            return len(self._waiting)

    def _lead(self, key: str, load: Callable[[], object], mailboxes: list[Mailbox]) -> object:
        result, failed = None, None
        try:
            result = load()
        except BaseException as error:
            failed = error
            raise
        finally:
            with self._lock:
                if self._waiting.get(key) is mailboxes:
                    del self._waiting[key]
            # Nobody can join any more, so the list stays as it is.
            for mailbox in mailboxes:
                mailbox.put((result, failed))
        return result
