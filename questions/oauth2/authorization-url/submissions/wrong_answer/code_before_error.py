# fails: test_error_response
# Near miss: looks for an error only if there is no code, so a callback with both is taken for a success.
import base64
import hashlib
import re
import secrets
from urllib.parse import parse_qs, urlencode, urlsplit

LOOPBACK = {"localhost", "127.0.0.1", "::1"}
SCOPE = re.compile(r"[!#-\[\]-~]+")
PENDING = "oauth_pending"


class CallbackError(Exception):
    def __init__(self, error: str, description: str | None = None) -> None:
        super().__init__(error)
        self.error = error
        self.description = description


class LoginFlow:
    def __init__(self, endpoint: str, client_id: str, redirect_uri: str, scopes: list[str]) -> None:
        if "#" in endpoint or "#" in redirect_uri:
            raise ValueError("endpoint and redirect URI must not have a fragment")
        address = urlsplit(endpoint)
        if address.scheme != "https" or not address.hostname:
            raise ValueError("the endpoint must be an https URL")
        redirect = urlsplit(redirect_uri)
        secure = redirect.scheme == "https" and redirect.hostname
        loopback = redirect.scheme == "http" and redirect.hostname in LOOPBACK
        if not (secure or loopback):
            raise ValueError("the redirect URI must be an https URL, or http on the loopback host")
        for scope in scopes:
            if not SCOPE.fullmatch(scope):
                raise ValueError(f"not a scope: {scope!r}")
        self.endpoint = endpoint
        self.client_id = client_id
        self.redirect_uri = redirect_uri
        self.scope = " ".join(dict.fromkeys(scopes))

    def start(self, session: dict) -> str:
        state = secrets.token_urlsafe(32)
        verifier = secrets.token_urlsafe(64)
        session.setdefault(PENDING, {})[state] = verifier
        digest = hashlib.sha256(verifier.encode("ascii")).digest()
        parameters = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.redirect_uri,
            "state": state,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii"),
            "code_challenge_method": "S256",
        }
        if self.scope:
            parameters["scope"] = self.scope
        separator = "&" if urlsplit(self.endpoint).query else "?"
        return self.endpoint + separator + urlencode(parameters)

    def finish(self, session: dict, callback_url: str) -> tuple[str, str]:
        query = parse_qs(urlsplit(callback_url).query, keep_blank_values=True)
        states = query.get("state", [])
        pending = session.get(PENDING, {})
        # A lookup by 256 random bits gives a timing attack nothing to climb on.
        if len(states) != 1 or states[0] not in pending:
            raise CallbackError("state_mismatch")
        verifier = pending.pop(states[0])
        if "error" in query and "code" not in query:
            raise CallbackError(query["error"][0], query.get("error_description", [None])[0])
        codes = query.get("code", [])
        if len(codes) != 1 or not codes[0]:
            raise CallbackError("invalid_response")
        return codes[0], verifier
