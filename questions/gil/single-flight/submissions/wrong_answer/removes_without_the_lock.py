# fails: test_forget_as_the_load_ends
# Asks without the lock whether the dict still holds its load, and takes out what is there: in between, forget may have made room for a newer one, or for none.
import threading
from collections.abc import Callable
from concurrent.futures import Future


class SingleFlight:
    """Of the calls for one key that come while a load runs, one runs it and the others share what it comes to."""

    def __init__(self) -> None:
        self._lock = threading.Lock()  # guards the dict; never held while anybody loads or waits
        self._flights: dict[str, Future[object]] = {}

    def run(self, key: str, load: Callable[[], object], timeout: float | None = None) -> object:
        with self._lock:
            flight = self._flights.get(key)
            if flight is None:
                mine = self._flights[key] = Future()
        if flight is not None:
            return flight.result(timeout)
        try:
            result = load()
        except BaseException as error:
            self._end(key, mine)
            mine.set_exception(error)
            raise
        self._end(key, mine)
        mine.set_result(result)
        return result

    def forget(self, key: str) -> None:
        with self._lock:
            self._flights.pop(key, None)

    def running(self) -> int:
        with self._lock:
            return len(self._flights)

    def _end(self, key: str, mine: Future[object]) -> None:
        """Takes the load out of the dict, unless it was forgotten: then the key belongs to another by now, or to nobody."""
        if self._flights.get(key) is mine:
            del self._flights[key]
