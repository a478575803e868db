# Style: asyncio.shield around the refresh's task, whose done-callback stores what it has brought; close converts what those see who wait.

import asyncio
import math
from collections.abc import Awaitable, Callable

Answer = tuple[int, str]  # status, body


class SourceClosedError(Exception):
    """The source has been closed: there are no more tokens."""


class TokenSource:
    def __init__(
        self,
        fetch: Callable[[], Awaitable[tuple[str, float]]],
        *,
        early: float = 60.0,
        leeway: float = 5.0,
        pause: float = 10.0,
    ) -> None:
        self._fetch = fetch
        self._early, self._leeway, self._pause = early, leeway, pause
        self._current: tuple[str, float] | None = None  # token, end of its life
        self._last_failure = -math.inf
        self._task: asyncio.Task[tuple[str, float]] | None = None
        self._closing = False

    async def token(self) -> str:
        if self._closing:
            raise SourceClosedError
        now = asyncio.get_running_loop().time()
        match self._current:
            case token, ends if ends - now > self._early:
                return token
            case token, ends if ends - now > self._leeway:
                if now - self._last_failure >= self._pause:
                    self._refresh()
                return token
        task = self._refresh()
        try:
            token, _ = await asyncio.shield(task)
        except asyncio.CancelledError:
            if task.cancelled() and not asyncio.current_task().cancelling():
                raise SourceClosedError from None
            raise
        return token

    async def call(self, send: Callable[[str], Awaitable[Answer]]) -> Answer:
        token = await self.token()
        answer = await send(token)
        if answer[0] == 401:
            self._refused(token)
            token = await self.token()
            answer = await send(token)
            if answer[0] == 401:
                self._refused(token)
        return answer

    async def close(self) -> None:
        self._closing = True
        task = self._task
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    def _refused(self, token: str) -> None:
        if self._current is not None and self._current[0] == token:
            self._current = None

    def _refresh(self) -> asyncio.Task[tuple[str, float]]:
        if self._task is None:
            self._task = asyncio.create_task(self._grant())
            self._task.add_done_callback(self._ended)
        return self._task

    async def _grant(self) -> tuple[str, float]:
        began = asyncio.get_running_loop().time()
        token, expires_in = await self._fetch()
        return token, began + expires_in

    def _ended(self, task: asyncio.Task[tuple[str, float]]) -> None:
        self._task = None
        if task.cancelled():
            return
        if task.exception() is None:
            self._current = task.result()
        else:
            self._last_failure = asyncio.get_running_loop().time()
