# fails: test_short_lived_token_is_shared, test_failure_is_told_to_all_who_wait, test_next_caller_tries_again, test_interrupted_fetch_is_told_and_over
# Who waited starts over: it finds the token with too little life, or none, and fetches another one for itself.

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

    def token(self) -> str:
        with self._news:
            self._news.wait_for(lambda: not self._fetching)
            if self._token is not None and self._expires - time.monotonic() > self._leeway:
                return self._token
            self._fetching = True
        began = time.monotonic()
        try:
            token, expires_in = self._fetch()
        except BaseException:
            with self._news:
                self._end()
            raise
        with self._news:
            self._token, self._expires = token, began + expires_in
            self._end()
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

    def _end(self) -> None:
        self._fetching = False
        self._news.notify_all()
