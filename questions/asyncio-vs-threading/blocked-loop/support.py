"""The outside world of the report job, simulated: suppliers' pages, a blocking parser, two stores.

Knows nothing of retries, limits or deadlines: those are the job's.
"""

import asyncio
import time
from collections.abc import Callable, Mapping


class Web:
    """A world of pages by URL. Tells every step to `record(event, url)`.

    A page is a dict:
      body      what a fetch returns: prices, separated by spaces
      seconds   how long each fetch takes, 0 if missing
      refusals  how many fetches fail before one succeeds, 0 if missing
      silent    True if the supplier never answers, which each fetch gives up waiting for
      parsing   how long `parse` blocks, in seconds, 0 if missing
    """

    def __init__(self, pages: Mapping[str, Mapping[str, object]], record: Callable[[str, str], object]) -> None:
        self._pages = pages
        self._record = record
        self._refusals = {url: page.get("refusals", 0) for url, page in pages.items()}

    async def fetch(self, url: str) -> str:
        """The page's body. Raises ConnectionError if the supplier refuses, TimeoutError if it is silent."""
        self._record("begin", url)
        try:
            await asyncio.sleep(self._pages[url].get("seconds", 0))
        except asyncio.CancelledError:
            self._record("cancelled", url)
            raise
        if self._pages[url].get("silent", False):
            self._record("silent", url)
            raise TimeoutError("no answer")
        if self._refusals[url]:
            self._refusals[url] -= 1
            self._record("refused", url)
            raise ConnectionError("refused by the supplier")
        self._record("fetched", url)
        return self._pages[url]["body"]

    def parse(self, url: str, body: str) -> int:
        """The sum of the body's prices. An ordinary function of a library that blocks its thread, and may run in any thread.

        Raises ValueError if the body is no list of prices.
        """
        time.sleep(self._pages[url].get("parsing", 0))
        words = body.split()
        if not words or not all(word.isdecimal() for word in words):
            raise ValueError("no list of prices")
        return sum(int(word) for word in words)

    async def store(self, place: str, url: str, total: int) -> None:
        """Stores a page's total in one place, "archive" or "search"."""
        self._record(f"storing in {place}", url)
        await asyncio.sleep(0.1)
        self._record(f"stored in {place}", url)

    async def close(self) -> None:
        """Flushes and hangs up. Nothing else may be called after it."""
        await asyncio.sleep(0.05)
        self._record("closed", "")
