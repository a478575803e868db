# fails: test_load_runs_in_the_thread_of_its_call, test_timeout_does_not_limit_the_load
# Hands the load to a pool of threads: it loses what belongs to its caller's thread, and whoever began it gives up like the others.
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor


class SingleFlight:
    """Of the calls for one key that come while a load runs, one runs it and the others share what it comes to."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(thread_name_prefix="load")
        self._lock = threading.Lock()
        self._flights: dict[str, tuple[object, Future[object]]] = {}

    def run(self, key: str, load: Callable[[], object], timeout: float | None = None) -> object:
        with self._lock:
            if key not in self._flights:
                mine = object()
                self._flights[key] = (mine, self._pool.submit(self._load, key, mine, load))
            _, result = self._flights[key]
        return result.result(timeout)

    def forget(self, key: str) -> None:
        with self._lock:
            self._flights.pop(key, None)

    def running(self) -> int:
        with self._lock:
            return len(self._flights)

    def _load(self, key: str, mine: object, load: Callable[[], object]) -> object:
        try:
            return load()
        finally:
            with self._lock:
                if key in self._flights and self._flights[key][0] is mine:
                    del self._flights[key]
