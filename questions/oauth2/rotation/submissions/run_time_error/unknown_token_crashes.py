# fails: test_rotation, test_other_client
# Takes the token for known: one that nobody has ever issued is a KeyError, and a 500.
import secrets


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
        family = {
            "client_id": client_id,
            "user": user,
            "scope": set(scope.split()),
            "login_at": self.clock(),
            "revoked": False,
        }
        return self._new(family)

    def _new(self, family):
        token = secrets.token_urlsafe()
        self.tokens[token] = {
            "family": family,
            "issued_at": self.clock(),
            "used_at": None,
            "successor": None,
            "replaced": False,
        }
        return token

    def refresh(self, token, client_id, scope=None):
        """Return the user, the scope and the next token, or raise OAuthError."""
        entry = self._find(token, client_id)
        if entry is None:
            raise OAuthError("invalid_grant")
        now = self.clock()
        family = entry["family"]
        if family["revoked"] or now - family["login_at"] >= self.lifetime:
            raise OAuthError("invalid_grant")
        if entry["replaced"] or (entry["used_at"] is not None and not self._is_retry(entry, now)):
            family["revoked"] = True
            raise OAuthError("invalid_grant")
        if entry["used_at"] is None and now - entry["issued_at"] >= self.idle:
            raise OAuthError("invalid_grant")
        names = family["scope"] if scope is None else set(scope.split())
        if not names <= family["scope"]:
            raise OAuthError("invalid_scope")
        if entry["used_at"] is None:
            entry["used_at"] = now
        else:
            self.tokens[entry["successor"]]["replaced"] = True
        entry["successor"] = self._new(family)
        return {
            "user": family["user"],
            "scope": " ".join(sorted(names)),
            "refresh_token": entry["successor"],
        }

    def _is_retry(self, entry, now):
        return now - entry["used_at"] < self.leeway and self.tokens[entry["successor"]]["used_at"] is None

    def _find(self, token, client_id):
        entry = self.tokens[token]
        if entry is not None and entry["family"]["client_id"] == client_id:
            return entry
        return None

    def revoke(self, token, client_id):
        """End the login that the token belongs to."""
        entry = self._find(token, client_id)
        if entry is not None:
            entry["family"]["revoked"] = True
