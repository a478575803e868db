# fails: test_pauses_between_attempts
# Near miss: doubles the pause, as one does elsewhere; here it is 0.5 seconds each time.

import asyncio
from collections.abc import Callable

from support import Web

ATTEMPTS = 3
PAUSE = 0.5


async def fetch_with_retries(web: Web, url: str) -> str:
    for failures in range(ATTEMPTS - 1):
        try:
            return await web.fetch(url)
        except ConnectionError:
            await asyncio.sleep(PAUSE * 2**failures)
    return await web.fetch(url)


async def handle(web: Web, url: str) -> int:
    body = await fetch_with_retries(web, url)
    total = await asyncio.to_thread(web.parse, url, body)
    async with asyncio.TaskGroup() as stores:
        for place in ("archive", "search"):
            stores.create_task(web.store(place, url, total))
    return total


async def work(web: Web, queue: list[str], totals: dict[str, int], failed: dict[str, str]) -> None:
    """Takes pages from the queue's front until it is empty. Only cancellation ends it early."""
    while queue:
        url = queue.pop(0)
        try:
            totals[url] = await handle(web, url)
        except Exception as error:  # noqa: BLE001 - whatever a page's work raised belongs into the report
            failed[url] = f"{type(error).__name__}: {error}"


async def build_report(web: Web, urls: list[str], limit: int, deadline: float) -> dict[str, dict]:
    queue = list(urls)
    totals: dict[str, int] = {}
    failed: dict[str, str] = {}
    try:
        async with asyncio.timeout(deadline), asyncio.TaskGroup() as group:
            for _ in range(limit):
                group.create_task(work(web, queue, totals, failed))
    except TimeoutError:
        failed |= {url: "deadline" for url in urls if url not in totals and url not in failed}
    finally:
        await web.close()
    return {"totals": totals, "failed": failed}


def run_report(pages: dict[str, dict], limit: int, deadline: float, record: Callable[[str, str], object]) -> dict[str, dict]:
    """The entry point of the nightly job; keep its signature."""
    return asyncio.run(build_report(Web(pages, record), list(pages), limit, deadline))
