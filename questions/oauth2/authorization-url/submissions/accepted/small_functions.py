# Style: small functions around a thin class; pending logins are a list, states compared in constant time.
import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from urllib.parse import parse_qsl, quote, urlsplit, urlunsplit


class CallbackError(Exception):
    def __init__(self, error: str, description: str | None = None) -> None:
        super().__init__(error)
        self.error = error
        self.description = description


def check_address(url: str, loopback_allowed: bool) -> None:
    parts = urlsplit(url)
    if "#" in url or not parts.hostname:
        raise ValueError(f"not an absolute URL without a fragment: {url!r}")
    if parts.scheme == "https":
        return
    if loopback_allowed and parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1"):
        return
    raise ValueError(f"not a secure URL: {url!r}")


def check_scope(scope: str) -> None:
    if not scope or not all("!" <= character <= "~" and character not in '"\\' for character in scope):
        raise ValueError(f"not a scope: {scope!r}")


def s256(verifier: str) -> str:
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().replace("=", "")


def same(one: str, other: str) -> bool:
    """compare_digest takes only ASCII strings, so compare bytes."""
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode("utf-8", "replace"))


class LoginFlow:
    def __init__(self, endpoint: str, client_id: str, redirect_uri: str, scopes: list[str]) -> None:
        check_address(endpoint, loopback_allowed=False)
        check_address(redirect_uri, loopback_allowed=True)
        for scope in scopes:
            check_scope(scope)
        self._endpoint = urlsplit(endpoint)
        self._fixed = [("response_type", "code"), ("client_id", client_id), ("redirect_uri", redirect_uri)]
        if scopes:
            self._fixed.append(("scope", " ".join(dict.fromkeys(scopes))))

    def start(self, session: dict) -> str:
        state, verifier = secrets.token_hex(16), secrets.token_hex(32)
        session["logins"] = [*session.get("logins", []), [state, verifier]]
        mine = [*self._fixed, ("state", state), ("code_challenge", s256(verifier)), ("code_challenge_method", "S256")]
        query = "&".join(f"{name}={quote(value, safe='')}" for name, value in mine)
        own = self._endpoint.query
        return urlunsplit(self._endpoint._replace(query=f"{own}&{query}" if own else query))

    def finish(self, session: dict, callback_url: str) -> tuple[str, str]:
        pairs = parse_qsl(urlsplit(callback_url).query, keep_blank_values=True)

        def values(name: str) -> list[str]:
            return [value for key, value in pairs if key == name]

        match values("state"):
            case [given]:
                verifier = self._take(session, given)
            case _:
                raise CallbackError("state_mismatch")
        for error in values("error"):
            raise CallbackError(error, next(iter(values("error_description")), None))
        match values("code"):
            case [code] if code:
                return code, verifier
        raise CallbackError("invalid_response")

    @staticmethod
    def _take(session: dict, given: str) -> str:
        for login in session.get("logins", []):
            if same(login[0], given):
                session["logins"].remove(login)
                return login[1]
        raise CallbackError("state_mismatch")
