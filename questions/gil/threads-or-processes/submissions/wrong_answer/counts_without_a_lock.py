# fails: test_progress_counts_one_by_one, test_documents_that_fail_at_once_are_counted, test_two_reports_at_once
# Several threads count and tell at the same time: += is a read and a write, and progress is called by two at once.

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

from support import CONNECTIONS, WORKERS, score


def build_report(ids: list[str], fetch: Callable[[str], str], progress: Callable[[int], None]) -> list[tuple[str, int | Exception]]:
    if not ids:
        return []
    done = 0

    def handle(id: str) -> tuple[str, int | Exception]:
        nonlocal done
        try:
            result: int | Exception = processes.submit(score, fetch(id)).result()
        except Exception as error:
            result = error
        done += 1
        progress(done)
        return id, result

    with ProcessPoolExecutor(WORKERS) as processes, ThreadPoolExecutor(CONNECTIONS) as threads:
        return list(threads.map(handle, ids))
