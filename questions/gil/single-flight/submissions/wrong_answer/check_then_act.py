# fails: test_newcomers_at_once_share_a_load, test_a_call_after_the_end_loads_anew
# Looks for a running load without the lock: two calls both find none, and both load.
import threading
from collections.abc import Callable


class Flight:
    """A load that runs, and later what it came to."""

    def __init__(self) -> None:
        self.over = threading.Event()
        self.result: object = None
        self.error: BaseException | None = None


class SingleFlight:
    """Of the calls for one key that come while a load runs, one runs it and the others share what it comes to."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._flights: dict[str, Flight] = {}

    def run(self, key: str, load: Callable[[], object], timeout: float | None = None) -> object:
        flight = self._flights.get(key)
        leads = flight is None
        if leads:
            flight = Flight()
            with self._lock:
                self._flights[key] = flight
        if leads:
            self._load(key, flight, load)
        elif not flight.over.wait(timeout):
            raise TimeoutError("the load takes longer")
        if flight.error is not None:
            raise flight.error
        return flight.result

    def forget(self, key: str) -> None:
        with self._lock:
            self._flights.pop(key, None)

    def running(self) -> int:
        with self._lock:
            return len(self._flights)

    def _load(self, key: str, flight: Flight, load: Callable[[], object]) -> None:
        try:
            flight.result = load()
        except BaseException as error:
            flight.error = error
        with self._lock:
            if self._flights.get(key) is flight:
                del self._flights[key]
        flight.over.set()
