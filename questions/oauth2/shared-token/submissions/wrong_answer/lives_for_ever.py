# fails: test_token_is_fetched_and_reused, test_lifetime_and_leeway, test_short_lived_token_is_shared, test_late_refusal_leaves_the_new_token_alone
# Ignores how long the token lives and waits for a 401 instead: each expiry costs a refused request in each thread.

import threading
from collections.abc import Callable
from concurrent.futures import Future

Answer = tuple[int, str]  # status, body


class TokenSource:
    """`_lock` guards the fields, for a few statements at a time."""

    def __init__(self, fetch: Callable[[], tuple[str, float]], leeway: float = 30.0) -> None:
        self._fetch = fetch
        self._lock = threading.Lock()
        self._current: str | None = None
        self._running: Future[str] | None = None

    def token(self) -> str:
        with self._lock:
            if self._current is not None:
                return self._current
            running = self._running
            if running is None:
                mine = self._running = Future()
        if running is not None:
            return running.result()
        self._run(mine)
        return mine.result()

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

    def _run(self, mine: Future[str]) -> None:
        try:
            token, _ = self._fetch()
        except BaseException as error:
            with self._lock:
                self._running = None
            mine.set_exception(error)
            return
        with self._lock:
            self._current = token
            self._running = None
        mine.set_result(token)
