# fails: test_results_stand_in_order
# Returns the documents in the order in which they are done.

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor, as_completed

from support import CONNECTIONS, WORKERS, score


def build_report(ids: list[str], fetch: Callable[[str], str], progress: Callable[[int], None]) -> list[tuple[str, int | Exception]]:
    if not ids:
        return []

    def handle(id: str) -> tuple[str, int | Exception]:
        try:
            return id, processes.submit(score, fetch(id)).result()
        except Exception as error:
            return id, error

    report = []
    with ProcessPoolExecutor(WORKERS) as processes, ThreadPoolExecutor(CONNECTIONS) as threads:
        for future in as_completed([threads.submit(handle, id) for id in ids]):
            report.append(future.result())
            progress(len(report))
    return report
