class CallbackError(Exception):
    """The callback doesn't carry a code that may be used; `error` says why."""

    def __init__(self, error: str, description: str | None = None) -> None:
        super().__init__(error)
        self.error = error
        self.description = description


class LoginFlow:
    def __init__(self, endpoint: str, client_id: str, redirect_uri: str, scopes: list[str]) -> None:
        raise NotImplementedError

    def start(self, session: dict) -> str:
        """Returns the URL to send the browser to."""
        raise NotImplementedError

    def finish(self, session: dict, callback_url: str) -> tuple[str, str]:
        """Returns the code and the code verifier, or raises CallbackError."""
        raise NotImplementedError
