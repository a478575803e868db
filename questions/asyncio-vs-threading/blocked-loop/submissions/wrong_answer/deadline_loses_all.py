# fails: test_deadline_keeps_what_was_finished
# Puts the deadline around the gather as a whole: when it comes, finished pages are thrown away with the others.

import asyncio
from collections.abc import Callable

from support import Web

ATTEMPTS = 3
PAUSE = 0.5


async def fetch_with_retries(web: Web, url: str) -> str:
    for _ in range(ATTEMPTS - 1):
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
    work = asyncio.gather(*(handle(web, url, slots) for url in urls), return_exceptions=True)
    try:
        outcomes = await asyncio.wait_for(work, deadline)
    except TimeoutError:
        return {"totals": {}, "failed": {url: "deadline" for url in urls}}
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
