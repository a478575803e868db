# Style: one condition and numbered fetches; each that waits knows the number of its fetch and finds the outcome under it.

import threading
import time
from collections.abc import Callable

Answer = tuple[int, str]  # status, body


class TokenSource:
    def __init__(self, fetch: Callable[[], tuple[str, float]], leeway: float = 30.0) -> None:
        self._fetch = fetch
        self._leeway = leeway
        self._news = threading.Condition()
        self._token: str | None = None
        self._expires = 0.0
        self._begun = 0  # fetches
        self._ended = 0
        self._waiting: dict[int, int] = {}  # by the number of the fetch, until the last has read the outcome
        self._outcomes: dict[int, tuple[str | None, BaseException | None]] = {}

    def token(self) -> str:
        with self._news:
            if self._token is not None and self._expires - time.monotonic() > self._leeway:
                return self._token
            if self._begun > self._ended:
                return self._await(self._begun)
            self._begun += 1
        began = time.monotonic()
        try:
            token, expires_in = self._fetch()
        except BaseException as error:
            with self._news:
                self._end((None, error))
            raise
        with self._news:
            self._token, self._expires = token, began + expires_in
            self._end((token, None))
        return token

    def refused(self, token: str) -> None:
        with self._news:
            if token == self._token:
                self._token = None

    def call(self, send: Callable[[str], Answer]) -> Answer:
        for _ in range(2):
            token = self.token()
            status, body = send(token)
            if status != 401:
                break
            self.refused(token)
        return status, body

    def _await(self, number: int) -> str:
        self._waiting[number] = self._waiting.get(number, 0) + 1
        self._news.wait_for(lambda: number in self._outcomes)
        token, error = self._outcomes[number]
        self._waiting[number] -= 1
        if not self._waiting[number]:
            del self._waiting[number], self._outcomes[number]
        if error is not None:
            raise error
        assert token is not None
        return token

    def _end(self, outcome: tuple[str | None, BaseException | None]) -> None:
        self._ended = self._begun
        if self._ended in self._waiting:
            self._outcomes[self._ended] = outcome
            self._news.notify_all()
