# fails: test_short_lived_token_is_shared, test_failure_is_told_to_all_who_wait, test_next_caller_tries_again, test_interrupted_fetch_is_told_and_over
# A second lock around the fetch, and a second look inside: fine as long as fetches succeed. When one fails, all that waited try again, one after the other.

import threading
import time
from collections.abc import Callable

Answer = tuple[int, str]  # status, body


class TokenSource:
    """`_lock` guards the fields, for a few statements at a time."""

    def __init__(self, fetch: Callable[[], tuple[str, float]], leeway: float = 30.0) -> None:
        self._fetch = fetch
        self._leeway = leeway
        self._lock = threading.Lock()
        self._current: str | None = None
        self._good_until = 0.0
        self._fetching = threading.Lock()  # taken before `_lock`

    def token(self) -> str:
        with self._fetching:
            with self._lock:
                if self._current is not None and time.monotonic() < self._good_until:
                    return self._current
            began = time.monotonic()
            token, expires_in = self._fetch()
            with self._lock:
                self._current = token
                self._good_until = began + expires_in - self._leeway
            return token

    def refused(self, token: str) -> None:
        with self._lock:
            if self._current == token:
                self._current = None

    def call(self, send: Callable[[str], Answer]) -> Answer:
        answer = self._send(send)
        return self._send(send) if answer[0] == 401 else answer

    def _send(self, send: Callable[[str], Answer]) -> Answer:
        token = self.token()
        answer = send(token)
        if answer[0] == 401:
            self.refused(token)
        return answer
