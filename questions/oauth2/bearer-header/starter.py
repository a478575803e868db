class BearerError(Exception):
    """The request is refused; `challenge` is the value for the header WWW-Authenticate."""

    def __init__(self, status: int, challenge: str) -> None:
        super().__init__(f"{status} {challenge}")
        self.status = status
        self.challenge = challenge


def bearer_token(headers: list[tuple[str, str]], realm: str) -> str:
    """Return the bearer token of the request with these headers."""
    raise NotImplementedError
