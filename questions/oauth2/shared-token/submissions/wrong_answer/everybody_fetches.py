# fails: test_threads_share_a_fetch, test_those_who_come_as_it_ends, test_short_lived_token_is_shared, test_failure_is_told_to_all_who_wait, test_next_caller_tries_again, test_refusals_of_one_token_cost_one_fetch, test_interrupted_fetch_is_told_and_over, test_requests_run_side_by_side
# The lock guards the fields, but nobody is told that a fetch is running: thirty threads fetch thirty tokens.

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
