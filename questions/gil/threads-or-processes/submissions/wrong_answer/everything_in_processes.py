# fails: test_results_stand_in_order, test_a_failed_fetch_stays_in_its_place, test_a_failed_score_stays_in_its_place, test_fetches_wait_together, test_no_more_fetches_than_connections, test_scores_are_computed_side_by_side, test_no_more_scores_than_workers, test_scoring_begins_with_the_first_text, test_documents_that_fail_at_once_are_counted, test_two_reports_at_once, test_nothing_is_left
# Sends fetch to the processes as well: it can't be pickled, and every document fails.

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor

from support import WORKERS, score


def handle(fetch: Callable[[str], str], id: str) -> int:
    return score(fetch(id))


def build_report(ids: list[str], fetch: Callable[[str], str], progress: Callable[[int], None]) -> list[tuple[str, int | Exception]]:
    if not ids:
        return []
    report: list[tuple[str, int | Exception]] = []
    with ProcessPoolExecutor(WORKERS) as processes:
        futures = [processes.submit(handle, fetch, id) for id in ids]
        for number, (id, future) in enumerate(zip(ids, futures), 1):
            report.append((id, future.exception() or future.result()))
            progress(number)
    return report
