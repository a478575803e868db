# fails: test_calls_during_a_load_share_it, test_newcomers_at_once_share_a_load, test_an_error_reaches_all, test_forget_starts_afresh, test_a_waiting_call_may_give_up, test_a_call_after_the_end_loads_anew
# notify() for notify_all(): of those who share a load, one hears of its end.
import threading
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(eq=False)
class Flight:
    """A load that runs, and later what it came to."""

    over: bool = False
    result: object = None
    error: BaseException | None = None


class SingleFlight:
    """Of the calls for one key that come while a load runs, one runs it and the others share what it comes to."""

    def __init__(self) -> None:
        self._changed = threading.Condition()  # guards the dict and all flights
        self._flights: dict[str, Flight] = {}

    def run(self, key: str, load: Callable[[], object], timeout: float | None = None) -> object:
        with self._changed:
            if key in self._flights:
                return self._share(self._flights[key], timeout)
            flight = self._flights[key] = Flight()
        try:
            flight.result = load()
        except BaseException as error:
            flight.error = error
            raise
        finally:
            with self._changed:
                flight.over = True
                if self._flights.get(key) is flight:
                    del self._flights[key]
                self._changed.notify()
        return flight.result

    def forget(self, key: str) -> None:
        with self._changed:
            self._flights.pop(key, None)

    def running(self) -> int:
        with self._changed:
            return len(self._flights)

    def _share(self, flight: Flight, timeout: float | None) -> object:
        """Waits until the load is over; the caller holds the lock."""
        if not self._changed.wait_for(lambda: flight.over, timeout):
            raise TimeoutError("the load takes longer")
        if flight.error is not None:
            raise flight.error
        return flight.result
