# fails: test_no_token
# Near miss: where nothing is required, the token isn't looked at; one with a malformed scope gets in.
import functools
import re
from collections.abc import Callable, Iterable

SCOPE = re.compile(r"[a-z0-9_-]+(:[a-z0-9_-]+)*(:\*)?")
IMPLIES = {"admin": ("write", "read"), "write": ("read",)}


class ScopeError(ValueError):
    error = "invalid_scope"


class BearerError(Exception):
    def __init__(self, status: int, error: str | None = None, scope: str | None = None) -> None:
        super().__init__(error)
        self.status = status
        self.error = error
        self.scope = scope

    def challenge(self) -> str:
        text = 'Bearer realm="orders"'
        if self.error:
            text += f', error="{self.error}"'
        if self.scope:
            text += f', scope="{self.scope}"'
        return text


def check_scope(scope: str) -> None:
    if not SCOPE.fullmatch(scope):
        raise ScopeError(f"not a scope: {scope!r}")


def parse_scopes(text: str) -> frozenset[str]:
    scopes = text.split(" ") if text else []
    for scope in scopes:
        check_scope(scope)
    return frozenset(scopes)


def covers_one(granted: str, required: str) -> bool:
    if granted == required:
        return True
    if granted.endswith(":*"):
        return required.startswith(granted[:-1])
    have_path, _, have = granted.rpartition(":")
    need_path, _, need = required.rpartition(":")
    return have_path == need_path != "" and need in IMPLIES.get(have, ())


def covers(granted: Iterable[str], required: str) -> bool:
    return any(covers_one(scope, required) for scope in granted)


def narrow(granted: str, requested: str | None) -> str:
    have = parse_scopes(granted)
    wanted = parse_scopes(requested) if requested else have
    for scope in wanted:
        if not covers(have, scope):
            raise ScopeError(f"not granted: {scope}")
    return " ".join(sorted(wanted))


def require_scopes(*required: str) -> Callable:
    for scope in required:
        check_scope(scope)

    def guard(handler: Callable) -> Callable:
        @functools.wraps(handler)
        def guarded(token: dict | None, *args, **options):
            if token is None:
                raise BearerError(401)
            if not required:
                return handler(token, *args, **options)
            try:
                granted = parse_scopes(claim_of(token))
            except ScopeError:
                raise BearerError(401, "invalid_token") from None
            if not all(covers(granted, scope) for scope in required):
                raise BearerError(403, "insufficient_scope", " ".join(required))
            return handler(token, *args, **options)

        return guarded

    return guard


def claim_of(token: dict) -> str:
    claim = token.get("scope", "")
    if not isinstance(claim, str):
        raise ScopeError("the scope claim is not a text")
    return claim
