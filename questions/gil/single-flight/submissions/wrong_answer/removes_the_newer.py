# fails: test_forget_starts_afresh, test_forget_as_the_load_ends
# Takes out whatever load the dict holds for the key: after forget that is the newer one, which then is no longer shared.
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
        with self._lock:
            flight = self._flights.get(key)
            leads = flight is None
            if leads:
                flight = self._flights[key] = Flight()
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
            self._flights.pop(key, None)
        flight.over.set()
