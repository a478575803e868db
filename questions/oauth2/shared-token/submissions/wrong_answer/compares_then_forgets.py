# fails: test_refusals_of_one_token_cost_one_fetch, test_refusal_as_the_token_is_replaced
# Compares in one hold of the lock and forgets in the next: in between the new token has come, and that is what is forgotten.

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future

Answer = tuple[int, str]  # status, body


class TokenSource:
    """`_lock` guards the fields, for a few statements at a time."""

    def __init__(self, fetch: Callable[[], tuple[str, float]], leeway: float = 30.0) -> None:
        self._fetch = fetch
        self._leeway = leeway
        self._lock = threading.Lock()
        self._current: str | None = None
        self._good_until = 0.0
        self._running: Future[str] | None = None

    def token(self) -> str:
        with self._lock:
            if self._current is not None and time.monotonic() < self._good_until:
                return self._current
            running = self._running
            if running is None:
                mine = self._running = Future()
        if running is not None:
            return running.result()
        self._run(mine)
        return mine.result()

    def refused(self, token: str) -> None:
        if self._is_current(token):
            self._forget()

    def _is_current(self, token: str) -> bool:
        with self._lock:
            return self._current == token

    def _forget(self) -> None:
        with self._lock:
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
        began = time.monotonic()
        try:
            token, expires_in = self._fetch()
        except BaseException as error:
            with self._lock:
                self._running = None
            mine.set_exception(error)
            return
        with self._lock:
            self._current = token
            self._good_until = began + expires_in - self._leeway
            self._running = None
        mine.set_result(token)
