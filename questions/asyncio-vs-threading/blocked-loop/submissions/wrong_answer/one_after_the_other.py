# fails: test_limit_is_used_and_kept, test_next_page_begins_when_one_is_over, test_pause_blocks_nobody, test_parsing_blocks_nobody
# Awaits page after page: nothing blocks the loop, and nothing else is in it.

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
    totals: dict[str, int] = {}
    failed: dict[str, str] = {}
    try:
        async with asyncio.timeout(deadline):
            for url in urls:
                try:
                    totals[url] = await handle(web, url, slots)
                except Exception as error:  # noqa: BLE001 - whatever a page's work raised belongs into the report
                    failed[url] = f"{type(error).__name__}: {error}"
    except TimeoutError:
        failed |= {url: "deadline" for url in urls if url not in totals and url not in failed}
    finally:
        await web.close()
    return {"totals": totals, "failed": failed}


def run_report(pages: dict[str, dict], limit: int, deadline: float, record: Callable[[str, str], object]) -> dict[str, dict]:
    """The entry point of the nightly job; keep its signature."""
    return asyncio.run(build_report(Web(pages, record), list(pages), limit, deadline))
