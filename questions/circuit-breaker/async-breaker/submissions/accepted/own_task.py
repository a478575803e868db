# Style: the function in a task of its own, which is waited for in any case; a condition-like list of events; a context manager for the probe's place.

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager


class CircuitOpenError(Exception):
    """The call was refused: it has not been made."""


async def run_limited(func: Callable[[], Awaitable[object]], limit: float | None) -> object:
    """`await func()` in a task that has ended, one way or another, when this returns or raises."""

    async def run() -> object:
        return await func()

    task = asyncio.create_task(run())
    try:
        _, late = await asyncio.wait({task}, timeout=limit)
    except asyncio.CancelledError:
        task.cancel()
        await asyncio.wait({task})
        raise
    if late:
        task.cancel()
        await asyncio.wait({task})
        raise TimeoutError(f"took longer than {limit} s")
    return task.result()


class CircuitBreaker:
    def __init__(
        self,
        threshold: int = 3,
        recovery: float = 30.0,
        *,
        timeout: float | None = None,
        report: Callable[[str], Awaitable[object]] | None = None,
    ) -> None:
        self.threshold = threshold
        self.recovery = recovery
        self.timeout = timeout
        self.report = report
        self.changes = 0
        self.failures = 0
        self.opened_at: float | None = None
        self.probe_runs = False
        self.waiting: list[asyncio.Event] = []

    @property
    def state(self) -> str:
        if self.opened_at is None:
            return "closed"
        passed = asyncio.get_running_loop().time() - self.opened_at
        return "half-open" if passed >= self.recovery else "open"

    async def call(self, func: Callable[[], Awaitable[object]]) -> object:
        match self.state:
            case "closed":
                return await self._make(func, self.changes)
            case "half-open" if not self.probe_runs:
                with self._as_probe():
                    await self._tell("probe")
                    return await self._make(func, self.changes)
        raise CircuitOpenError("circuit is open")

    async def closed(self) -> None:
        if self.opened_at is not None:
            event = asyncio.Event()
            self.waiting.append(event)
            await event.wait()

    @contextmanager
    def _as_probe(self) -> Iterator[None]:
        changes = self.changes
        self.probe_runs = True
        try:
            yield
        finally:
            if changes == self.changes:
                self.probe_runs = False

    async def _make(self, func: Callable[[], Awaitable[object]], changes: int) -> object:
        try:
            result = await run_limited(func, self.timeout)
        except Exception:
            if changes == self.changes:
                self.failures += 1
                if self.opened_at is not None or self.failures >= self.threshold:
                    self._change(opened_at=asyncio.get_running_loop().time())
                    await self._tell("opened")
            raise
        if changes == self.changes:
            self.failures = 0
            if self.opened_at is not None:
                self._change(opened_at=None)
                for event in self.waiting:
                    event.set()
                self.waiting.clear()
                await self._tell("closed")
        return result

    def _change(self, opened_at: float | None) -> None:
        self.opened_at = opened_at
        self.changes += 1
        self.failures = 0
        self.probe_runs = False

    async def _tell(self, news: str) -> None:
        if self.report is not None:
            await self.report(news)
