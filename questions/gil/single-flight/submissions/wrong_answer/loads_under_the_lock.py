# fails: test_calls_during_a_load_share_it, test_newcomers_at_once_share_a_load, test_nothing_is_a_result, test_load_may_use_other_keys, test_different_keys_do_not_wait, test_an_error_reaches_all, test_an_exit_reaches_all, test_a_call_after_the_end_loads_anew, test_forget_starts_afresh, test_a_waiting_call_may_give_up, test_timeout_spans_all_waiting, test_forget_as_the_load_ends
# Holds the lock while it loads: strangers wait, and a load that needs another key waits for itself.
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
                self._load(key, flight, load)
        if not leads and not flight.over.wait(timeout):
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
        del self._flights[key]
        flight.over.set()
