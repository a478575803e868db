from collections.abc import Iterable


class ScopeError(ValueError):
    """A scope text is malformed, or asks for more than is granted."""

    error = "invalid_scope"


class BearerError(Exception):
    """The request is refused; `challenge()` is the WWW-Authenticate header that says why."""

    def __init__(self, status: int, error: str | None = None, scope: str | None = None) -> None:
        super().__init__(error)
        self.status = status
        self.error = error
        self.scope = scope

    def challenge(self) -> str:
        raise NotImplementedError


def parse_scopes(text: str) -> frozenset[str]:
    raise NotImplementedError


def covers(granted: Iterable[str], required: str) -> bool:
    raise NotImplementedError


def narrow(granted: str, requested: str | None) -> str:
    raise NotImplementedError


def require_scopes(*required: str):
    raise NotImplementedError
