from collections.abc import Callable


class TokenError(Exception):
    """The token endpoint refused, or its answer can't be used."""

    def __init__(self, error: str, description: str | None = None) -> None:
        super().__init__(error)
        self.error = error
        self.description = description


class LoginRequired(Exception):
    """Only a new login of the user helps."""


class TokenClient:
    def __init__(
        self,
        token_url: str,
        client_id: str,
        post: Callable[[str, dict[str, str]], tuple[int, str]],
        clock: Callable[[], float],
        *,
        leeway: float = 30,
    ) -> None:
        raise NotImplementedError

    def exchange(self, code: str, code_verifier: str, redirect_uri: str) -> None:
        raise NotImplementedError

    def access_token(self) -> str:
        raise NotImplementedError

    def call(self, send: Callable[[str], tuple[int, object]]) -> tuple[int, object]:
        raise NotImplementedError
