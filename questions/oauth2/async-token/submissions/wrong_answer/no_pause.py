# fails: test_failed_early_refresh_keeps_the_token, test_defaults
# A failed early refresh is followed by the next one with the next request: a thousand requests a second knock at a server that is down.

import asyncio
from collections.abc import Awaitable, Callable

Answer = tuple[int, str]  # status, body


class SourceClosedError(Exception):
    """The source has been closed: there are no more tokens."""


class TokenSource:
    """The fields change only between two awaits, so they need no lock."""

    def __init__(
        self,
        fetch: Callable[[], Awaitable[tuple[str, float]]],
        *,
        early: float = 60.0,
        leeway: float = 5.0,
        pause: float = 10.0,
    ) -> None:
        self._fetch = fetch
        self._early = early
        self._leeway = leeway
        self._pause = pause
        self._token: str | None = None
        self._dies_at = 0.0
        self._failed_at = float("-inf")
        self._refresh: asyncio.Task[str] | None = None
        self._closed = False

    async def token(self) -> str:
        if self._closed:
            raise SourceClosedError
        now = asyncio.get_running_loop().time()
        left = self._dies_at - now
        if self._token is not None and left > self._leeway:
            if left <= self._early:
                self._begin()
            return self._token
        refresh = self._begin()
        await asyncio.wait({refresh})
        if refresh.cancelled():
            raise SourceClosedError
        return refresh.result()

    async def call(self, send: Callable[[str], Awaitable[Answer]]) -> Answer:
        answer = await self._send(send)
        return await self._send(send) if answer[0] == 401 else answer

    async def close(self) -> None:
        self._closed = True
        if self._refresh is not None and not self._refresh.done():
            self._refresh.cancel()
            await asyncio.wait({self._refresh})

    async def _send(self, send: Callable[[str], Awaitable[Answer]]) -> Answer:
        token = await self.token()
        answer = await send(token)
        if answer[0] == 401 and token == self._token:
            self._token = None
        return answer

    def _begin(self) -> asyncio.Task[str]:
        """The refresh that is running, or a new one."""
        if self._refresh is None or self._refresh.done():
            self._refresh = asyncio.create_task(self._run())
            self._refresh.add_done_callback(lambda task: task.cancelled() or task.exception())  # read by one in any case
        return self._refresh

    async def _run(self) -> str:
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            token, expires_in = await self._fetch()
        except Exception:
            self._failed_at = loop.time()
            raise
        self._token, self._dies_at = token, began + expires_in
        return token
