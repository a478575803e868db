# fails: test_scoring_begins_with_the_first_text
# Waits for the fetches in the order of the ids: a text that is there is scored only when all those before it are there, too.

from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor

from support import CONNECTIONS, WORKERS, score


def build_report(ids: list[str], fetch: Callable[[str], str], progress: Callable[[int], None]) -> list[tuple[str, int | Exception]]:
    if not ids:
        return []
    report: list[tuple[str, int | Exception]] = []
    with ProcessPoolExecutor(WORKERS) as processes, ThreadPoolExecutor(CONNECTIONS) as threads:
        fetches = [threads.submit(fetch, id) for id in ids]
        scores: list[Future] = []
        for fetched in fetches:
            failed = fetched.exception() is not None
            scores.append(fetched if failed else processes.submit(score, fetched.result()))
        for number, (id, last) in enumerate(zip(ids, scores), 1):
            report.append((id, last.exception() or last.result()))
            progress(number)
    return report
