# fails: test_nothing_is_left
# Keeps one pool of processes for all reports, and never shuts it down.

import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

from support import CONNECTIONS, WORKERS, score

_lock = threading.Lock()
_pool: ProcessPoolExecutor | None = None


def pool() -> ProcessPoolExecutor:
    global _pool
    with _lock:
        _pool = _pool or ProcessPoolExecutor(WORKERS)
        return _pool


def build_report(ids: list[str], fetch: Callable[[str], str], progress: Callable[[int], None]) -> list[tuple[str, int | Exception]]:
    if not ids:
        return []
    lock = threading.Lock()
    done = 0

    def handle(id: str) -> tuple[str, int | Exception]:
        nonlocal done
        try:
            result: int | Exception = pool().submit(score, fetch(id)).result()
        except Exception as error:
            result = error
        with lock:
            done += 1
            progress(done)
        return id, result

    with ThreadPoolExecutor(CONNECTIONS) as threads:
        return list(threads.map(handle, ids))
