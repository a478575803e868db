# fails: test_fetch_may_wait_for_another_thread, test_failure_is_told_to_all_who_wait, test_interrupted_fetch_is_told_and_over, test_next_caller_tries_again, test_requests_run_side_by_side, test_short_lived_token_is_shared
# Fetches while it holds the lock: whoever reports a refused token waits for the fetch, and the fetch perhaps for him. And a failure is no outcome for the others, who fetch again one after the other.

import threading
import time
from collections.abc import Callable

Answer = tuple[int, str]  # status, body


class TokenSource:
    def __init__(self, fetch: Callable[[], tuple[str, float]], leeway: float = 30.0) -> None:
        self._fetch = fetch
        self._leeway = leeway
        self._lock = threading.Lock()
        self._current: str | None = None
        self._good_until = 0.0

    def token(self) -> str:
        with self._lock:
            if self._current is None or time.monotonic() >= self._good_until:
                began = time.monotonic()
                self._current, expires_in = self._fetch()
                self._good_until = began + expires_in - self._leeway
            return self._current

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
