"""The nightly price report: fetches every supplier's page, parses it, stores the total and says what came of it."""

import asyncio
import time
from collections.abc import Callable

from support import Web

ATTEMPTS = 3
PAUSE = 0.5


async def fetch_with_retries(web: Web, url: str) -> str:
    failure = None
    for _ in range(ATTEMPTS):
        try:
            return await web.fetch(url)
        except BaseException as error:
            failure = error
            time.sleep(PAUSE)
    raise failure


async def handle(web: Web, url: str, limit: int, totals: dict[str, int]) -> None:
    async with asyncio.Semaphore(limit):
        body = await fetch_with_retries(web, url)
    total = web.parse(url, body)
    await web.store("archive", url, total)
    await web.store("search", url, total)
    totals[url] = total


async def build_report(web: Web, urls: list[str], limit: int, deadline: float) -> dict[str, dict]:
    totals: dict[str, int] = {}
    failed: dict[str, str] = {}
    tasks = [handle(web, url, limit, totals) for url in urls]
    try:
        await asyncio.wait_for(asyncio.gather(*tasks, return_exceptions=True), deadline)
    except asyncio.TimeoutError:
        failed = {url: "deadline" for url in urls}
        totals = {}
    web.close()
    return {"totals": totals, "failed": failed}


def run_report(pages: dict[str, dict], limit: int, deadline: float, record: Callable[[str, str], object]) -> dict[str, dict]:
    """The entry point of the nightly job; keep its signature."""
    return asyncio.run(build_report(Web(pages, record), list(pages), limit, deadline))
