# A thread for each connection takes a document all the way and has its score computed by a pool of processes.

import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

from support import CONNECTIONS, WORKERS, score


def build_report(ids: list[str], fetch: Callable[[str], str], progress: Callable[[int], None]) -> list[tuple[str, int | Exception]]:
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
            progress(done)
        return id, result

    with ProcessPoolExecutor(WORKERS) as processes, ThreadPoolExecutor(CONNECTIONS) as threads:
        return list(threads.map(handle, ids))
