# fails: test_documents_that_fail_at_once_are_counted
# Counts and tells each under the lock, but in two holds of it: between the two, a thread with a later number may tell first.

import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

from support import CONNECTIONS, WORKERS, score


def build_report(ids: list[str], fetch: Callable[[str], str], progress: Callable[[int], None]) -> list[tuple[str, int | Exception]]:
    if not ids:
        return []
    lock = threading.Lock()
    done = 0

    def handle(id: str) -> tuple[str, int | Exception]:
        nonlocal done
        try:
            result: int | Exception = processes.submit(score, fetch(id)).result()
        except Exception as error:
            result = error
        with lock:
            done += 1
            number = done
        with lock:
            progress(number)
        return id, result

    with ProcessPoolExecutor(WORKERS) as processes, ThreadPoolExecutor(CONNECTIONS) as threads:
        return list(threads.map(handle, ids))
