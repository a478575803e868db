"""A report over documents that are fetched, then scored."""

from collections.abc import Callable

from support import CONNECTIONS, WORKERS, score  # noqa: F401 - two of them are for you


def build_report(ids: list[str], fetch: Callable[[str], str], progress: Callable[[int], None]) -> list[tuple[str, int | Exception]]:
    """Fetches and scores each document; see the task."""
    report = []
    for done, id in enumerate(ids, 1):
        report.append((id, score(fetch(id))))
        progress(done)
    return report
