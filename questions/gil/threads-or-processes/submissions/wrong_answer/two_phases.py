# fails: test_scoring_begins_with_the_first_text
# Fetches everything, then scores everything: the processors idle while the store is slow.

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

from support import CONNECTIONS, WORKERS, score


def build_report(ids: list[str], fetch: Callable[[str], str], progress: Callable[[int], None]) -> list[tuple[str, int | Exception]]:
    if not ids:
        return []
    results: dict[str, int | Exception] = {}
    with ThreadPoolExecutor(CONNECTIONS) as threads:
        fetches = [threads.submit(fetch, id) for id in ids]
    with ProcessPoolExecutor(WORKERS) as processes:
        scores = {id: processes.submit(score, fetched.result()) for id, fetched in zip(ids, fetches) if fetched.exception() is None}
        for number, (id, fetched) in enumerate(zip(ids, fetches), 1):
            last = scores.get(id, fetched)
            results[id] = last.exception() or last.result()
            progress(number)
    return [(id, results[id]) for id in ids]
