# fails: test_two_reports_at_once
# Counts in the module: reports that are built at the same time share the count.

import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

from support import CONNECTIONS, WORKERS, score

lock = threading.Lock()
done = 0


def build_report(ids: list[str], fetch: Callable[[str], str], progress: Callable[[int], None]) -> list[tuple[str, int | Exception]]:
    if not ids:
        return []
    global done
    with lock:
        done = 0

    def handle(id: str) -> tuple[str, int | Exception]:
        global done
        try:
            result: int | Exception = processes.submit(score, fetch(id)).result()
        except Exception as error:
            result = error
        with lock:
            done += 1
            progress(done)
        return id, result

    with ProcessPoolExecutor(WORKERS) as processes, ThreadPoolExecutor(CONNECTIONS) as threads:
        return list(threads.map(handle, ids))
