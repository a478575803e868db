# fails: test_lifetime, test_random_families
# Counts the lifetime from the last token, so a login never ends as long as it is used.
import hashlib
import secrets
from dataclasses import dataclass


class OAuthError(Exception):
    def __init__(self, error):
        super().__init__(error)
        self.error = error


@dataclass
class Family:
    client_id: str
    user: str
    scope: frozenset
    login_at: float
    newest: bytes = b""
    issued_at: float = 0.0
    before: bytes = b""  # the token that `newest` was issued in exchange for
    used_at: float = 0.0  # when that was used for the first time
    revoked: bool = False


def digest(token):
    return hashlib.sha256(token.encode()).digest()


class RefreshTokens:
    def __init__(self, clock, *, idle=3600, lifetime=86400, leeway=10):
        self.clock = clock
        self.idle = idle
        self.lifetime = lifetime
        self.leeway = leeway
        self.families = {}  # by the hash of each token that was ever issued

    def issue(self, client_id, user, scope):
        return self.new_token(Family(client_id, user, frozenset(scope.split()), self.clock()))

    def new_token(self, family):
        token = secrets.token_urlsafe()
        family.newest = digest(token)
        family.issued_at = self.clock()
        self.families[family.newest] = family
        return token

    def refresh(self, token, client_id, scope=None):
        now = self.clock()
        family = self.family_of(token, client_id)
        if family is None or family.revoked or now >= family.issued_at + self.lifetime:
            raise OAuthError("invalid_grant")
        key = digest(token)
        is_retry = key == family.before and now < family.used_at + self.leeway
        if key != family.newest and not is_retry:
            family.revoked = True
            raise OAuthError("invalid_grant")
        if key == family.newest and now >= family.issued_at + self.idle:
            raise OAuthError("invalid_grant")
        asked = family.scope if scope is None else frozenset(scope.split())
        if asked - family.scope:
            raise OAuthError("invalid_scope")
        if not is_retry:
            family.before, family.used_at = key, now
        return {"user": family.user, "scope": " ".join(sorted(asked)), "refresh_token": self.new_token(family)}

    def revoke(self, token, client_id):
        if family := self.family_of(token, client_id):
            family.revoked = True

    def family_of(self, token, client_id):
        family = self.families.get(digest(token))
        return family if family and family.client_id == client_id else None
