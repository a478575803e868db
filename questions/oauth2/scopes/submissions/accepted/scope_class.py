# Style: a frozen dataclass for one scope, a class for the decorator.
from dataclasses import dataclass
from functools import update_wrapper
from string import ascii_lowercase, digits

LETTERS = frozenset(ascii_lowercase + digits + "_-")
RANK = {"read": 1, "write": 2, "admin": 3}


class ScopeError(ValueError):
    error = "invalid_scope"


class BearerError(Exception):
    def __init__(self, status: int, error: str | None = None, scope: str | None = None) -> None:
        super().__init__(error)
        self.status, self.error, self.scope = status, error, scope

    def challenge(self) -> str:
        members = [("realm", "orders"), ("error", self.error), ("scope", self.scope)]
        return "Bearer " + ", ".join(f'{name}="{value}"' for name, value in members if value is not None)


@dataclass(frozen=True)
class Scope:
    path: tuple[str, ...]
    last: str

    @classmethod
    def parse(cls, text: str) -> "Scope":
        *path, last = text.split(":")
        plain = path if path and last == "*" else [*path, last]
        if not all(segment and LETTERS.issuperset(segment) for segment in plain):
            raise ScopeError(f"not a scope: {text!r}")
        return cls(tuple(path), last)

    def covers(self, other: "Scope") -> bool:
        if self == other:
            return True
        if self.last == "*":
            return other.path[: len(self.path)] == self.path
        if not self.path or self.path != other.path:
            return False
        return 0 < RANK.get(other.last, 0) < RANK.get(self.last, 0)


def parse_scopes(text):
    if text == "":
        return frozenset()
    words = frozenset(text.split(" "))
    for one in words:
        Scope.parse(one)
    return words


def covers(granted, required):
    wanted = Scope.parse(required)
    return any(Scope.parse(one).covers(wanted) for one in granted)


def narrow(granted, requested):
    have = parse_scopes(granted)
    wanted = parse_scopes(requested or granted)
    missing = [scope for scope in wanted if not covers(have, scope)]
    if missing:
        raise ScopeError(f"not granted: {missing}")
    return " ".join(sorted(wanted))


class require_scopes:
    def __init__(self, *required):
        for one in required:
            Scope.parse(one)
        self.required = required

    def __call__(self, handler):
        def guarded(token, *args, **options):
            self.check(token)
            return handler(token, *args, **options)

        return update_wrapper(guarded, handler)

    def check(self, token):
        if token is None:
            raise BearerError(401)
        try:
            granted = parse_scopes(token.get("scope", ""))
        except (ScopeError, AttributeError):
            raise BearerError(401, "invalid_token") from None
        for one in self.required:
            if not covers(granted, one):
                raise BearerError(403, "insufficient_scope", " ".join(self.required))
