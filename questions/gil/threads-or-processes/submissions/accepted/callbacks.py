# Callbacks: a fetch that is done hands its text to the processes, a score that is done counts itself. No thread waits for a score.

import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial

from support import CONNECTIONS, WORKERS, score


def build_report(ids: list[str], fetch: Callable[[str], str], progress: Callable[[int], None]) -> list[tuple[str, int | Exception]]:
    results: dict[str, int | Exception] = {}
    lock = threading.Lock()  # a callback runs in whatever thread was there when its future was done

    def finish(id: str, last: Future) -> None:
        error = last.exception()
        with lock:
            results[id] = last.result() if error is None else error
            progress(len(results))

    def go_on(id: str, fetched: Future) -> None:
        if fetched.exception() is not None:
            finish(id, fetched)
        else:
            processes.submit(score, fetched.result()).add_done_callback(partial(finish, id))

    # Leaving it waits for the threads, then for the processes, and so for every callback.
    with ProcessPoolExecutor(WORKERS) as processes, ThreadPoolExecutor(CONNECTIONS) as threads:
        for id in ids:
            threads.submit(fetch, id).add_done_callback(partial(go_on, id))
    return [(id, results[id]) for id in ids]
