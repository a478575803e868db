# fails: test_cancelled_task_leaves_the_others_alone, test_refresh_goes_on_for_nobody, test_failure_that_nobody_waits_for, test_close_ends_the_refresh, test_close_at_any_moment
# Who comes first fetches for all, and when it is cancelled nobody tells the others: they wait for ever, and so does everybody who comes later.

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
        self._running: asyncio.Future[str] | None = None
        self._leader: asyncio.Task[object] | None = None
        self._closed = False

    async def token(self) -> str:
        if self._closed:
            raise SourceClosedError
        now = asyncio.get_running_loop().time()
        left = self._dies_at - now
        if self._token is not None and left > self._leeway:
            if left <= self._early and now >= self._failed_at + self._pause and self._running is None:
                self._running = asyncio.get_running_loop().create_future()
                self._leader = asyncio.create_task(self._lead(self._running))
            return self._token
        if self._running is None:
            running = self._running = asyncio.get_running_loop().create_future()
            self._leader = asyncio.current_task()
            await self._lead(running)
            return running.result()
        return await asyncio.shield(self._running)

    async def call(self, send: Callable[[str], Awaitable[Answer]]) -> Answer:
        answer = await self._send(send)
        return await self._send(send) if answer[0] == 401 else answer

    async def close(self) -> None:
        self._closed = True
        if self._running is not None:
            self._leader.cancel()
            await asyncio.wait({self._leader})

    async def _send(self, send: Callable[[str], Awaitable[Answer]]) -> Answer:
        token = await self.token()
        answer = await send(token)
        if answer[0] == 401 and token == self._token:
            self._token = None
        return answer

    async def _lead(self, running: asyncio.Future[str]) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            token, expires_in = await self._fetch()
        except Exception as error:
            self._failed_at = loop.time()
            self._running = None
            running.set_exception(error)
            running.exception()  # read by one in any case
            return
        self._token, self._dies_at = token, began + expires_in
        self._running = None
        running.set_result(token)
