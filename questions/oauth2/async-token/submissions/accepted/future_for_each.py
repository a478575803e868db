# Style: a future for each that waits; the refresh, a task that raises nothing, tells them all. Immutable grants.

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

Answer = tuple[int, str]  # status, body


class SourceClosedError(Exception):
    """The source has been closed: there are no more tokens."""


@dataclass(frozen=True)
class Grant:
    token: str = field(repr=False)
    expires_at: float

    def left(self) -> float:
        return self.expires_at - asyncio.get_running_loop().time()


class TokenSource:
    def __init__(
        self,
        fetch: Callable[[], Awaitable[tuple[str, float]]],
        *,
        early: float = 60.0,
        leeway: float = 5.0,
        pause: float = 10.0,
    ) -> None:
        self.fetch = fetch
        self.early = early
        self.leeway = leeway
        self.pause = pause
        self.grant: Grant | None = None
        self.rests_until = 0.0
        self.refreshing: asyncio.Task[None] | None = None
        self.waiting: set[asyncio.Future[str]] = set()
        self.closed = False

    async def token(self) -> str:
        if self.closed:
            raise SourceClosedError("the source is closed")
        loop = asyncio.get_running_loop()
        grant = self.grant
        if grant is None or grant.left() <= self.leeway:
            self._start()
            news = loop.create_future()
            self.waiting.add(news)
            try:
                return await news
            finally:
                self.waiting.discard(news)
        if grant.left() <= self.early and loop.time() >= self.rests_until:
            self._start()
        return grant.token

    async def call(self, send: Callable[[str], Awaitable[Answer]]) -> Answer:
        for _ in range(2):
            token = await self.token()
            status, body = await send(token)
            if status != 401:
                break
            if self.grant is not None and self.grant.token == token:
                self.grant = None
        return status, body

    async def close(self) -> None:
        self.closed = True
        self._tell(lambda news: news.set_exception(SourceClosedError("the source has been closed")))
        if self.refreshing is not None:
            self.refreshing.cancel()
            await asyncio.wait({self.refreshing})

    def _start(self) -> None:
        if self.refreshing is None:
            self.refreshing = asyncio.create_task(self._refresh())

    async def _refresh(self) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        try:
            token, expires_in = await self.fetch()
        except Exception as failure:
            self.rests_until = loop.time() + self.pause
            error = failure  # `failure` is gone when the clause ends
            self._tell(lambda news: news.set_exception(error))
        else:
            self.grant = Grant(token, began + expires_in)
            self._tell(lambda news: news.set_result(token))
        finally:
            self.refreshing = None

    def _tell(self, tell: Callable[[asyncio.Future[str]], None]) -> None:
        for news in self.waiting:
            if not news.done():
                tell(news)
