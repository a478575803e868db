# The calling thread alone keeps the books: it waits for whatever future is done next, so nothing needs a lock.

from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, ThreadPoolExecutor, wait

from support import CONNECTIONS, WORKERS, score


def build_report(ids: list[str], fetch: Callable[[str], str], progress: Callable[[int], None]) -> list[tuple[str, int | Exception]]:
    results: dict[str, int | Exception] = {}
    with ThreadPoolExecutor(CONNECTIONS) as threads, ProcessPoolExecutor(WORKERS) as processes:
        fetching: dict[Future, str] = {threads.submit(fetch, id): id for id in ids}
        scoring: dict[Future, str] = {}
        while fetching or scoring:
            done, _ = wait([*fetching, *scoring], return_when=FIRST_COMPLETED)
            for future in done:
                error = future.exception()
                if future in fetching and error is None:
                    scoring[processes.submit(score, future.result())] = fetching.pop(future)
                    continue
                id = fetching.pop(future, None) or scoring.pop(future)
                results[id] = future.result() if error is None else error
                progress(len(results))
    return [(id, results[id]) for id in ids]
