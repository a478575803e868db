# multiprocessing.Pool computes; plain threads take ids from a queue, and results come back through another.

import multiprocessing
import queue
import threading
from collections.abc import Callable

from support import CONNECTIONS, WORKERS, score


def build_report(ids: list[str], fetch: Callable[[str], str], progress: Callable[[int], None]) -> list[tuple[str, int | Exception]]:
    if not ids:
        return []
    waiting: queue.SimpleQueue[str | None] = queue.SimpleQueue()
    finished: queue.SimpleQueue[tuple[str, int | Exception]] = queue.SimpleQueue()

    def connection() -> None:
        while (id := waiting.get()) is not None:
            try:
                text = fetch(id)
            except Exception as error:
                finished.put((id, error))
                continue
            done = lambda result, id=id: finished.put((id, result))  # noqa: E731
            pool.apply_async(score, (text,), callback=done, error_callback=done)

    for id in ids:
        waiting.put(id)
    threads = [threading.Thread(target=connection) for _ in range(min(CONNECTIONS, len(ids)))]
    pool = multiprocessing.Pool(WORKERS)
    for thread in threads:
        waiting.put(None)
        thread.start()
    results: dict[str, int | Exception] = {}
    for done in range(1, len(ids) + 1):
        id, result = finished.get()
        results[id] = result
        progress(done)
    for thread in threads:
        thread.join()
    pool.close()
    pool.join()
    return [(id, results[id]) for id in ids]
