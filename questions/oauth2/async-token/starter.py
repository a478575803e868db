"""The one place where all tasks of the gateway get their access token."""

from collections.abc import Awaitable, Callable

Answer = tuple[int, str]  # status, body


class SourceClosedError(Exception):
    """The source has been closed: there are no more tokens."""


class TokenSource:
    """Fetches a token when it is needed, once for all tasks, and renews it before it is too old."""

    def __init__(
        self,
        fetch: Callable[[], Awaitable[tuple[str, float]]],
        *,
        early: float = 60.0,
        leeway: float = 5.0,
        pause: float = 10.0,
    ) -> None:
        raise NotImplementedError

    async def token(self) -> str:
        """A token with enough life left, fetched if need be."""
        raise NotImplementedError

    async def call(self, send: Callable[[str], Awaitable[Answer]]) -> Answer:
        """`send` a request with a token; once more with another one, if the API refuses the first."""
        raise NotImplementedError

    async def close(self) -> None:
        """End a refresh that is running; no token from now on."""
        raise NotImplementedError
