# fails: test_refused_page_is_tried_again, test_refused_for_good_is_reported, test_pauses_between_attempts
# Near miss: counts the last attempt twice over, in the range and after the loop, and gives up after the second.

import asyncio
from collections.abc import Callable

from support import Web

ATTEMPTS = 3
PAUSE = 0.5


async def fetch_with_retries(web: Web, url: str) -> str:
    for _ in range(1, ATTEMPTS - 1):
        try:
            return await web.fetch(url)
        except ConnectionError:
            await asyncio.sleep(PAUSE)
    return await web.fetch(url)


async def handle(web: Web, url: str, slots: asyncio.Semaphore) -> int:
    async with slots:
        body = await fetch_with_retries(web, url)
    total = await asyncio.to_thread(web.parse, url, body)
    await asyncio.gather(web.store("archive", url, total), web.store("search", url, total))
    return total


async def build_report(web: Web, urls: list[str], limit: int, deadline: float) -> dict[str, dict]:
    slots = asyncio.Semaphore(limit)
    tasks = [asyncio.create_task(handle(web, url, slots)) for url in urls]
    try:
        _, late = await asyncio.wait(tasks, timeout=deadline)
        for task in late:
            task.cancel()
        outcomes = await asyncio.gather(*tasks, return_exceptions=True)
    finally:
        await web.close()
    totals: dict[str, int] = {}
    failed: dict[str, str] = {}
    for url, outcome in zip(urls, outcomes, strict=True):
        if isinstance(outcome, asyncio.CancelledError):
            failed[url] = "deadline"
        elif isinstance(outcome, BaseException):
            failed[url] = f"{type(outcome).__name__}: {outcome}"
        else:
            totals[url] = outcome
    return {"totals": totals, "failed": failed}


def run_report(pages: dict[str, dict], limit: int, deadline: float, record: Callable[[str, str], object]) -> dict[str, dict]:
    """The entry point of the nightly job; keep its signature."""
    return asyncio.run(build_report(Web(pages, record), list(pages), limit, deadline))
