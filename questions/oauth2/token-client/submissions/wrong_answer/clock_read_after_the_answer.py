# fails: test_lifetime_counts_from_sending
# Near miss: counts the lifetime from the arrival of the answer, so a slow answer makes the token live too long.
import json
from collections.abc import Callable


class TokenError(Exception):
    def __init__(self, error: str, description: str | None = None) -> None:
        super().__init__(error)
        self.error = error
        self.description = description


class LoginRequired(Exception):
    pass


def parse_object(text: str) -> dict:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


class TokenClient:
    def __init__(
        self,
        token_url: str,
        client_id: str,
        post: Callable[[str, dict[str, str]], tuple[int, str]],
        clock: Callable[[], float],
        *,
        leeway: float = 30,
    ) -> None:
        self.token_url = token_url
        self.client_id = client_id
        self.post = post
        self.clock = clock
        self.leeway = leeway
        self.forget()

    def forget(self) -> None:
        self._access_token: str | None = None
        self._refresh_token: str | None = None
        self._expires_at: float | None = None

    def exchange(self, code: str, code_verifier: str, redirect_uri: str) -> None:
        self._request(
            keep_refresh_token=False,
            grant_type="authorization_code",
            code=code,
            redirect_uri=redirect_uri,
            code_verifier=code_verifier,
        )

    def access_token(self) -> str:
        return self._token()[0]

    def call(self, send: Callable[[str], tuple[int, object]]) -> tuple[int, object]:
        token, just_refreshed = self._token()
        status, body = send(token)
        if status == 401 and self._refresh_token and not just_refreshed:
            status, body = send(self._refresh())
        return status, body

    def _token(self) -> tuple[str, bool]:
        """The token to use, and whether it was refreshed for that."""
        if self._access_token is None or self._is_used_up():
            return self._refresh(), True
        return self._access_token, False

    def _is_used_up(self) -> bool:
        return self._expires_at is not None and self._expires_at - self.clock() <= self.leeway

    def _refresh(self) -> str:
        if self._refresh_token is None:
            raise LoginRequired
        try:
            self._request(keep_refresh_token=True, grant_type="refresh_token", refresh_token=self._refresh_token)
        except TokenError as refused:
            if refused.error != "invalid_grant":
                raise
            self.forget()
            raise LoginRequired from refused
        return self._access_token

    def _request(self, keep_refresh_token: bool, **fields: str) -> None:
        status, text = self.post(self.token_url, {"client_id": self.client_id, **fields})
        answer = parse_object(text)
        if status != 200 and isinstance(answer.get("error"), str):
            raise TokenError(answer["error"], answer.get("error_description"))
        token, kind = answer.get("access_token"), answer.get("token_type")
        usable = isinstance(token, str) and token and isinstance(kind, str) and kind.lower() == "bearer"
        if status != 200 or not usable:
            raise TokenError("invalid_response")
        lifetime = answer.get("expires_in")
        self._access_token = token
        self._expires_at = None if lifetime is None else self.clock() + lifetime
        kept = self._refresh_token if keep_refresh_token else None
        self._refresh_token = answer.get("refresh_token", kept)
