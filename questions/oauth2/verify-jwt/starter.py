class InvalidToken(Exception):
    """The token must not be trusted; `reason` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def verify(
    token: str,
    keys: dict[str, tuple[str, bytes]],
    *,
    issuer: str,
    audience: str,
    now: float,
    leeway: float = 0,
) -> dict:
    """Returns the payload of a token that can be trusted, or raises InvalidToken."""
    raise NotImplementedError
