# a call still counts at the very end of its window
from collections import deque
from collections.abc import Callable


class Limiter:
    def __init__(self, limit: int, seconds: float, clock: Callable[[], float]) -> None:
        if limit < 1 or seconds <= 0:
            raise ValueError("limit must be at least 1, seconds more than 0")
        self._limit = limit
        self._seconds = seconds
        self._clock = clock
        self._calls: dict[str, deque[float]] = {}

    def _counting(self, client: str, now: float) -> deque[float]:
        calls = self._calls.setdefault(client, deque())
        while calls and now > calls[0] + self._seconds:
            calls.popleft()
        return calls

    def allow(self, client: str) -> bool:
        now = self._clock()
        calls = self._counting(client, now)
        if len(calls) >= self._limit:
            return False
        calls.append(now)
        return True

    def wait(self, client: str) -> float:
        now = self._clock()
        calls = self._counting(client, now)
        if len(calls) < self._limit:
            return 0
        return calls[0] + self._seconds - now

    def reset(self, client: str) -> None:
        self._calls.pop(client, None)
