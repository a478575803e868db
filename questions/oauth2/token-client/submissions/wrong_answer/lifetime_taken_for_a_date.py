# fails: test_code_exchange, test_valid_token_is_reused, test_expired_token_is_refreshed, test_leeway, test_lifetime_counts_from_sending, test_new_login_replaces_everything, test_refused_exchange, test_refused_refresh_token, test_call_refreshes_on_401, test_call_makes_one_token_request
# Takes expires_in for the moment of expiry and adds no clock to it: each token is used up as soon as it is there.
import json
import math
from dataclasses import dataclass, field, replace


class TokenError(Exception):
    def __init__(self, error: str, description: str | None = None) -> None:
        super().__init__(error)
        self.error = error
        self.description = description


class LoginRequired(Exception):
    pass


@dataclass(frozen=True)
class Grant:
    access_token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)
    expires_at: float

    def is_good(self, now: float, leeway: float) -> bool:
        return now + leeway < self.expires_at


def read_answer(status: int, text: str, sent_at: float) -> Grant:
    try:
        answer = json.loads(text)
    except ValueError:
        raise TokenError("invalid_response") from None
    match status, answer:
        case 200, {"access_token": str(token), "token_type": str(kind)} if token and kind.casefold() == "bearer":
            expires_at = answer.get("expires_in", math.inf)
            return Grant(token, answer.get("refresh_token"), expires_at)
        case status, {"error": str(error)} if status != 200:
            raise TokenError(error, answer.get("error_description"))
    raise TokenError("invalid_response")


@dataclass
class TokenClient:
    token_url: str
    client_id: str
    post: object = field(repr=False)
    clock: object = field(repr=False)
    leeway: float = field(default=30, kw_only=True)
    grant: Grant | None = field(default=None, init=False)

    def exchange(self, code: str, code_verifier: str, redirect_uri: str) -> None:
        self.grant = self._ask("authorization_code", code=code, redirect_uri=redirect_uri, code_verifier=code_verifier)

    def access_token(self) -> str:
        if self.grant is None:
            raise LoginRequired
        if not self.grant.is_good(self.clock(), self.leeway):
            self._refresh(self.grant)
        return self.grant.access_token

    def call(self, send):
        before = self.grant
        answer = send(self.access_token())
        if answer[0] != 401 or self.grant is not before or before.refresh_token is None:
            return answer
        self._refresh(before)
        return send(self.grant.access_token)

    def _refresh(self, old: Grant) -> None:
        if old.refresh_token is None:
            raise LoginRequired
        try:
            new = self._ask("refresh_token", refresh_token=old.refresh_token)
        except TokenError as refused:
            if refused.error == "invalid_grant":
                self.grant = None
                raise LoginRequired from refused
            raise
        self.grant = replace(new, refresh_token=new.refresh_token or old.refresh_token)

    def _ask(self, grant_type: str, **fields: str) -> Grant:
        sent_at = self.clock()
        status, text = self.post(self.token_url, {"grant_type": grant_type, "client_id": self.client_id, **fields})
        return read_answer(status, text, sent_at)
