# fails: test_each_call_alone_loads, test_timeout_does_not_limit_the_load, test_calls_during_a_load_share_it, test_newcomers_at_once_share_a_load, test_load_may_use_other_keys, test_an_error_reaches_all, test_an_exit_reaches_all, test_a_call_after_the_end_loads_anew, test_forget_starts_afresh, test_a_waiting_call_may_give_up, test_load_runs_in_the_thread_of_its_call, test_forget_as_the_load_ends
# A cache: the load stays in the dict for ever.
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
        flight.over.set()
