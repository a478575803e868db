# fails: test_calls_during_a_load_share_it, test_newcomers_at_once_share_a_load, test_nothing_is_a_result, test_load_may_use_other_keys, test_an_error_reaches_all, test_an_exit_reaches_all, test_a_call_after_the_end_loads_anew, test_forget_starts_afresh, test_a_waiting_call_may_give_up
# A lock for each key: the loads of a key run one after the other instead of all at once, and not one is saved.
import threading
from collections import defaultdict
from collections.abc import Callable


class SingleFlight:
    """Of the calls for one key that come while a load runs, one runs it and the others share what it comes to."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._key_locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def run(self, key: str, load: Callable[[], object], timeout: float | None = None) -> object:
        with self._lock:
            key_lock = self._key_locks[key]
        if not key_lock.acquire(timeout=-1 if timeout is None else timeout):
            raise TimeoutError("the load takes longer")
        try:
            return load()
        finally:
            key_lock.release()

    def forget(self, key: str) -> None:
        with self._lock:
            self._key_locks.pop(key, None)

    def running(self) -> int:
        with self._lock:
            return sum(lock.locked() for lock in self._key_locks.values())
