# fails: test_no_more_scores_than_workers
# Starts a process for each document: eight compute at a time, and each lives for one score.

import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

from support import CONNECTIONS, score


def build_report(ids: list[str], fetch: Callable[[str], str], progress: Callable[[int], None]) -> list[tuple[str, int | Exception]]:
    if not ids:
        return []
    lock = threading.Lock()
    done = 0

    def handle(id: str) -> tuple[str, int | Exception]:
        nonlocal done
        try:
            text = fetch(id)
            with ProcessPoolExecutor(1) as process:
                result: int | Exception = process.submit(score, text).result()
        except Exception as error:
            result = error
        with lock:
            done += 1
            progress(done)
        return id, result

    with ThreadPoolExecutor(CONNECTIONS) as threads:
        return list(threads.map(handle, ids))
