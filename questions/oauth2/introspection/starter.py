class InvalidToken(Exception):
    """The token must not be accepted. `reason` is one of malformed, inactive, expired, audience."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


class Unavailable(Exception):
    """Nothing is known about the token: the authorization server gave no usable answer."""


class Introspector:
    def __init__(self, ask, clock, *, audience, max_entries, ttl=60, negative_ttl=10, grace=0):
        pass

    def claims(self, token: str) -> dict:
        """Return what the server says about the token, or raise InvalidToken or Unavailable."""

    def revoked(self, token: str) -> None:
        """Take note that the token has been revoked."""
