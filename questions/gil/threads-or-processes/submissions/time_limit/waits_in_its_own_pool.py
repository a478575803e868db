# fails: test_a_failed_fetch_stays_in_its_place, test_fetches_wait_together, test_no_more_fetches_than_connections
# A job of the thread pool waits for another job of the same pool: with eight documents, all threads wait and none is left to work.

import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor

from support import CONNECTIONS, WORKERS, score


def build_report(ids: list[str], fetch: Callable[[str], str], progress: Callable[[int], None]) -> list[tuple[str, int | Exception]]:
    if not ids:
        return []
    lock = threading.Lock()
    done = 0

    def handle(id: str) -> tuple[str, int | Exception]:
        scored: Future[int]
        try:
            scored = processes.submit(score, fetch(id))
        except Exception as error:
            scored = Future()
            scored.set_exception(error)
        return id, threads.submit(settle, scored).result()

    def settle(scored: Future[int]) -> int | Exception:
        nonlocal done
        error = scored.exception()
        with lock:
            done += 1
            progress(done)
        return scored.result() if error is None else error

    with ProcessPoolExecutor(WORKERS) as processes, ThreadPoolExecutor(CONNECTIONS) as threads:
        return list(threads.map(handle, ids))
