# fails: test_a_failed_fetch_stays_in_its_place, test_a_failed_score_stays_in_its_place, test_progress_counts_one_by_one, test_documents_that_fail_at_once_are_counted
# Lets the first exception end the whole report.

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
        result = processes.submit(score, fetch(id)).result()
        with lock:
            done += 1
            progress(done)
        return id, result

    with ProcessPoolExecutor(WORKERS) as processes, ThreadPoolExecutor(CONNECTIONS) as threads:
        return list(threads.map(handle, ids))
