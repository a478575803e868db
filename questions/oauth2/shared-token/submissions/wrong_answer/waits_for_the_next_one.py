# fails: test_next_caller_tries_again
# A flag instead of an outcome: who waits learns that nothing is running any more, or doesn't, if the next fetch has begun by then.

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
        self._fetching = False
        self._error: BaseException | None = None  # of the last fetch

    def token(self) -> str:
        with self._news:
            if self._token is not None and self._expires - time.monotonic() > self._leeway:
                return self._token
            if self._fetching:
                while self._fetching:
                    self._news.wait()
                if self._error is not None:
                    raise self._error
                assert self._token is not None
                return self._token
            self._fetching = True
        began = time.monotonic()
        try:
            token, expires_in = self._fetch()
        except BaseException as error:
            with self._news:
                self._end(error)
            raise
        with self._news:
            self._token, self._expires = token, began + expires_in
            self._end(None)
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

    def _end(self, error: BaseException | None) -> None:
        self._error = error
        self._fetching = False
        self._news.notify_all()
