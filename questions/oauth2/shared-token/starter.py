"""The one place where all threads of the backup service get their access token."""

from collections.abc import Callable

Answer = tuple[int, str]  # status, body


class TokenSource:
    """Fetches a token when it is needed, once for all threads."""

    def __init__(self, fetch: Callable[[], tuple[str, float]], leeway: float = 30.0) -> None:
        raise NotImplementedError

    def token(self) -> str:
        """A token with enough life left, fetched if need be."""
        raise NotImplementedError

    def refused(self, token: str) -> None:
        """The API didn't take this token."""
        raise NotImplementedError

    def call(self, send: Callable[[str], Answer]) -> Answer:
        """`send` a request with a token; once more with another one, if the API refuses the first."""
        raise NotImplementedError
