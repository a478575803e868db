# Style: immutable grants, and an object for each fetch that runs itself and keeps its outcome for those who joined it.

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

Answer = tuple[int, str]  # status, body


@dataclass(frozen=True)
class Grant:
    token: str = field(repr=False)
    expires_at: float

    def lasts(self, leeway: float) -> bool:
        return self.expires_at - time.monotonic() > leeway


class Flight:
    """One fetch. Who made it calls `fly`, all others `join`."""

    def __init__(self) -> None:
        self.grant: Grant | None = None
        self._error: BaseException | None = None
        self._landed = threading.Event()

    def fly(self, fetch: Callable[[], tuple[str, float]]) -> None:
        began = time.monotonic()
        try:
            token, expires_in = fetch()
            self.grant = Grant(token, began + expires_in)
        except BaseException as error:
            self._error = error

    def land(self) -> None:
        self._landed.set()

    def join(self) -> str:
        self._landed.wait()
        if self.grant is None:
            raise self._error
        return self.grant.token


class TokenSource:
    def __init__(self, fetch: Callable[[], tuple[str, float]], leeway: float = 30.0) -> None:
        self._fetch = fetch
        self._leeway = leeway
        self._lock = threading.Lock()
        self._grant: Grant | None = None
        self._flight: Flight | None = None

    def token(self) -> str:
        grant = self._grant
        if grant is not None and grant.lasts(self._leeway):
            return grant.token  # one read of one field: no lock needed
        with self._lock:
            if self._grant is not None and self._grant.lasts(self._leeway):
                return self._grant.token
            leads = self._flight is None
            if leads:
                self._flight = Flight()
            flight = self._flight
        if leads:
            flight.fly(self._fetch)
            with self._lock:
                self._grant = flight.grant or self._grant
                self._flight = None
            flight.land()
        return flight.join()

    def refused(self, token: str) -> None:
        with self._lock:
            if self._grant is not None and self._grant.token == token:
                self._grant = None

    def call(self, send: Callable[[str], Answer]) -> Answer:
        token = self.token()
        answer = send(token)
        if answer[0] == 401:
            self.refused(token)
            token = self.token()
            answer = send(token)
            if answer[0] == 401:
                self.refused(token)
        return answer
