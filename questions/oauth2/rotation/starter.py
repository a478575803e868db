import random
import string


class OAuthError(Exception):
    def __init__(self, error):
        super().__init__(error)
        self.error = error


class RefreshTokens:
    def __init__(self, clock, *, idle=3600, lifetime=86400, leeway=10):
        self.clock = clock
        self.idle = idle
        self.lifetime = lifetime
        self.leeway = leeway
        self.tokens = {}

    def issue(self, client_id, user, scope):
        """Begin a family and return its first token."""
        return self._new(client_id, user, scope)

    def _new(self, client_id, user, scope):
        token = "".join(random.choices(string.ascii_letters + string.digits, k=32))
        self.tokens[token] = {
            "client_id": client_id,
            "user": user,
            "scope": scope,
            "issued_at": self.clock(),
            "used_at": None,
        }
        return token

    def refresh(self, token, client_id, scope=None):
        """Return the user, the scope and the next token, or raise OAuthError."""
        entry = self.tokens.get(token)
        if entry is None:
            raise OAuthError("invalid_grant")
        now = self.clock()
        if now - entry["issued_at"] > self.idle or now - entry["issued_at"] > self.lifetime:
            del self.tokens[token]
            raise OAuthError("invalid_grant")
        if entry["used_at"] is not None and now - entry["used_at"] > self.leeway:
            raise OAuthError("invalid_grant")
        entry["used_at"] = now
        scope = entry["scope"] if scope is None else scope
        if not set(scope.split()) <= set(entry["scope"].split()):
            raise OAuthError("invalid_scope")
        return {
            "user": entry["user"],
            "scope": scope,
            "refresh_token": self._new(entry["client_id"], entry["user"], scope),
        }

    def revoke(self, token, client_id):
        """End the login that the token belongs to."""
        self.tokens.pop(token, None)
