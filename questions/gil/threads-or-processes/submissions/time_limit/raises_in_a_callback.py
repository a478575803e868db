# fails: test_a_failed_fetch_stays_in_its_place, test_documents_that_fail_at_once_are_counted
# The callback of a fetch that failed raises the error again: that is logged and forgotten, the document is never counted, and the report never complete.

import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial

from support import CONNECTIONS, WORKERS, score


def build_report(ids: list[str], fetch: Callable[[str], str], progress: Callable[[int], None]) -> list[tuple[str, int | Exception]]:
    if not ids:
        return []
    results: dict[str, int | Exception] = {}
    lock = threading.Lock()
    complete = threading.Event()

    def finish(id: str, scored: Future) -> None:
        error = scored.exception()
        with lock:
            results[id] = scored.result() if error is None else error
            progress(len(results))
            if len(results) == len(ids):
                complete.set()

    def go_on(id: str, fetched: Future) -> None:
        processes.submit(score, fetched.result()).add_done_callback(partial(finish, id))

    with ProcessPoolExecutor(WORKERS) as processes, ThreadPoolExecutor(CONNECTIONS) as threads:
        for id in ids:
            threads.submit(fetch, id).add_done_callback(partial(go_on, id))
        complete.wait()
    return [(id, results[id]) for id in ids]
