# Style: an object for each phase, which judges the calls that it has let through; a future for each that waits.

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack


class CircuitOpenError(Exception):
    """The call was refused: it has not been made."""


class Closed:
    name = "closed"

    def __init__(self, threshold: int) -> None:
        self._left = self._threshold = threshold

    def admit(self) -> str | None:
        return None

    def judge(self, succeeded: bool) -> str | None:
        self._left = self._threshold if succeeded else self._left - 1
        return None if self._left else "opened"

    def interrupted(self) -> None:
        pass


class Broken:
    def __init__(self, until: float) -> None:
        self._until = until
        self._probing = False

    @property
    def name(self) -> str:
        return "open" if asyncio.get_running_loop().time() < self._until else "half-open"

    def admit(self) -> str | None:
        if self._probing or self.name == "open":
            raise CircuitOpenError("circuit is open")
        self._probing = True
        return "probe"

    def judge(self, succeeded: bool) -> str | None:
        return "closed" if succeeded else "opened"

    def interrupted(self) -> None:
        self._probing = False


class CircuitBreaker:
    def __init__(
        self,
        threshold: int = 3,
        recovery: float = 30.0,
        *,
        timeout: float | None = None,
        report: Callable[[str], Awaitable[object]] | None = None,
    ) -> None:
        self._threshold = threshold
        self._recovery = recovery
        self._timeout = timeout
        self._report = report
        self._phase: Closed | Broken = Closed(threshold)
        self._waiting: set[asyncio.Future[None]] = set()

    @property
    def state(self) -> str:
        return self._phase.name

    async def call(self, func: Callable[[], Awaitable[object]]) -> object:
        phase = self._phase
        news = phase.admit()
        async with AsyncExitStack() as reports:
            try:
                await self._tell(news)
                result = await asyncio.wait_for(func(), self._timeout)
            except asyncio.CancelledError:
                phase.interrupted()
                raise
            except Exception:
                reports.push_async_callback(self._tell, self._settle(phase, False))
                raise
            reports.push_async_callback(self._tell, self._settle(phase, True))
            return result

    async def closed(self) -> None:
        if self.state == "closed":
            return
        news = asyncio.get_running_loop().create_future()
        self._waiting.add(news)
        try:
            await news
        finally:
            self._waiting.discard(news)

    def _settle(self, phase: Closed | Broken, succeeded: bool) -> str | None:
        """What there is to report of it."""
        if phase is not self._phase:
            return None
        news = phase.judge(succeeded)
        if news == "opened":
            self._phase = Broken(asyncio.get_running_loop().time() + self._recovery)
        elif news == "closed":
            self._phase = Closed(self._threshold)
            for waiting in self._waiting:
                if not waiting.done():
                    waiting.set_result(None)
        return news

    async def _tell(self, news: str | None) -> None:
        if news is not None and self._report is not None:
            await self._report(news)
