"""A fake token endpoint with a scripted list of answers stands on the other side; tokens and times are random."""

import json
import random
import string

import pytest
from answer import LoginRequired, TokenClient, TokenError

URL = "https://id.example/token"


def word() -> str:
    return "".join(random.choice(string.ascii_letters) for _ in range(16))


def good(**members) -> tuple[int, str]:
    return 200, json.dumps({"access_token": word(), "token_type": "Bearer"} | members)


def token_in(answer: tuple[int, str]) -> str:
    return json.loads(answer[1])["access_token"]


class World:
    """Token endpoint, clock and API of one client. Each request takes the first of the planned answers."""

    def __init__(self, **settings: float) -> None:
        self.now = float(random.randrange(1_000, 2_000_000_000))
        self.answers: list = []
        self.requests: list[dict] = []
        self.travel = 0.0
        self.client_id = word()
        self.client = TokenClient(URL, self.client_id, self.post, self.clock, **settings)

    def clock(self) -> float:
        return self.now

    def post(self, url, data):
        assert url == URL
        self.requests.append(dict(data))
        self.now += self.travel
        if not self.answers:
            pytest.fail("a request that nothing calls for")
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def login(self, **members) -> str:
        """Exchanges a code for the given answer and returns the access token."""
        answer = good(**members)
        self.answers.append(answer)
        self.client.exchange("code", "verifier", "https://batch.example/cb")
        self.requests.clear()
        return token_in(answer)

    def plan(self, *answers) -> None:
        self.answers.extend(answers)

    def refresh_request(self, refresh_token: str) -> dict:
        return {"grant_type": "refresh_token", "refresh_token": refresh_token, "client_id": self.client_id}

    def login_is_required(self) -> None:
        """Neither method has a token, and neither asks for one."""
        before = len(self.requests)
        with pytest.raises(LoginRequired):
            self.client.access_token()
        with pytest.raises(LoginRequired):
            self.client.call(lambda token: pytest.fail("nothing to send"))
        assert len(self.requests) == before


@pytest.fixture
def world():
    return World()


@pytest.mark.sample
def test_code_exchange(world):
    """An exchange sends exactly the fields of the grant and keeps the token"""
    code, verifier, redirect_uri = word(), word(), f"https://batch.example/{word()}"
    world.login_is_required()
    answer = good(expires_in=3600)
    world.plan(answer)
    world.client.exchange(code, verifier, redirect_uri)
    assert world.requests == [
        {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "client_id": world.client_id,
            "code_verifier": verifier,
        }
    ]
    assert world.client.access_token() == token_in(answer)


@pytest.mark.sample
def test_valid_token_is_reused(world):
    """A token that is still good is used again, without a request"""
    token = world.login(expires_in=3600, refresh_token=word())
    for _ in range(5):
        world.now += random.randrange(1, 500)
        assert world.client.access_token() == token
        assert world.client.call(lambda sent: (200, f"ok {sent}")) == (200, f"ok {token}")
    assert world.requests == []


@pytest.mark.sample
def test_expired_token_is_refreshed(world):
    """A used-up token is refreshed, and the new one reused for its own lifetime"""
    refresh_token = word()
    world.login(expires_in=3600, refresh_token=refresh_token)
    world.now += 4000
    first, second = good(expires_in=600), good(expires_in=600)
    world.plan(first, second)
    assert world.client.access_token() == token_in(first)
    world.now += 500
    assert world.client.access_token() == token_in(first)
    world.now += 500
    assert world.client.access_token() == token_in(second)
    assert world.requests == [world.refresh_request(refresh_token)] * 2


@pytest.mark.parametrize("leeway", [0, 31, 75])
def test_leeway(leeway):
    """A token is used while more than the leeway remains, to the second"""
    world = World(leeway=leeway)
    lifetime = random.randrange(100, 10_000)
    token = world.login(expires_in=lifetime, refresh_token=word())
    start = world.now
    for before in (1, 0.5):
        world.now = start + lifetime - leeway - before
        assert world.client.access_token() == token
    for after in (0, 1):
        answer = good(expires_in=leeway, refresh_token=word())
        world.plan(answer)
        world.now = start + lifetime - leeway + after
        assert world.client.access_token() == token_in(answer)
    assert len(world.requests) == 2


def test_lifetime_counts_from_sending(world):
    """The lifetime counts from before the request, at exchange and at refresh"""
    world.travel = float(random.randrange(5, 20))
    token = world.login(expires_in=100, refresh_token=word())
    world.now += 69 - world.travel
    assert world.client.access_token() == token
    world.now += 1
    first, second = good(expires_in=100), good(expires_in=100)
    world.plan(first, second)
    assert world.client.access_token() == token_in(first)
    world.now += 69 - world.travel
    assert world.client.access_token() == token_in(first)
    world.now += 1
    assert world.client.access_token() == token_in(second)
    assert len(world.requests) == 2


def test_answer_without_expiry(world):
    """A token without expiry stays, a lifetime of zero is used up at once"""
    refresh_token = word()
    token = world.login(refresh_token=refresh_token)
    world.now += 10_000_000
    assert world.client.access_token() == token
    world.login(expires_in=0, refresh_token=refresh_token)
    answer = good()
    world.plan(answer)
    for _ in range(3):
        assert world.client.access_token() == token_in(answer)
        world.now += 10_000
    assert world.requests == [world.refresh_request(refresh_token)]


@pytest.mark.points(2)
def test_refresh_token_rotation(world):
    """A new refresh token replaces the old one; an answer without one keeps it"""
    one, two, three = word(), word(), word()
    world.login(expires_in=100, refresh_token=one)
    expected = []
    for used, members in (
        (one, {}),
        (one, {"refresh_token": two}),
        (two, {}),
        (two, {"refresh_token": three}),
        (three, {}),
    ):
        answer = good(expires_in=100, **members)
        world.plan(answer)
        world.now += 200
        assert world.client.access_token() == token_in(answer)
        expected.append(world.refresh_request(used))
        assert world.requests == expected


def test_new_login_replaces_everything(world):
    """A new login replaces token, expiry and refresh token, even if it brings no refresh token"""
    world.login(expires_in=100, refresh_token=word())
    world.now += 50
    token = world.login(expires_in=1000)
    world.now += 900
    assert world.client.access_token() == token
    world.now += 200
    world.login_is_required()
    token = world.login()
    world.now += 5000
    assert world.client.access_token() == token
    assert world.requests == []


def test_refused_exchange(world):
    """A refused exchange raises its error and description, and leaves an earlier login alone"""
    error, refresh_token = word(), word()
    for had_login in (False, True):
        token = world.login(expires_in=100, refresh_token=refresh_token) if had_login else None
        for name in ("invalid_grant", error):
            world.plan(
                (400, json.dumps({"error": name, "error_description": "Code é is used"})),
                (401, json.dumps({"error": name})),
            )
            for description in ("Code é is used", None):
                with pytest.raises(TokenError) as caught:
                    world.client.exchange("used", "verifier", "https://batch.example/cb")
                assert (caught.value.error, caught.value.description) == (name, description)
        world.plan(ConnectionError("cable cut"))
        with pytest.raises(ConnectionError, match="cable cut"):
            world.client.exchange("used", "verifier", "https://batch.example/cb")
        if not had_login:
            world.login_is_required()
            continue
        assert world.client.access_token() == token
        world.now += 200
        answer = good()
        world.plan(answer)
        assert world.client.access_token() == token_in(answer)
        assert world.requests[-1] == world.refresh_request(refresh_token)


@pytest.mark.points(2)
def test_refused_refresh_token(world):
    """A refresh refused with invalid_grant forgets the login, until the next one"""
    refused = (400, json.dumps({"error": "invalid_grant", "error_description": "revoked"}))
    for _ in range(2):
        world.login(expires_in=100, refresh_token=word())
        world.now += 200
        world.plan(refused)
        with pytest.raises(LoginRequired):
            world.client.access_token()
        world.login_is_required()
        assert len(world.requests) == 1

        world.login(expires_in=100, refresh_token=word())
        world.plan(refused)
        with pytest.raises(LoginRequired):
            world.client.call(lambda token: (401, "revoked"))
        world.login_is_required()
        assert len(world.requests) == 1
    token = world.login(expires_in=100)
    assert world.client.access_token() == token


@pytest.mark.points(2)
def test_passing_failures_keep_the_tokens(world):
    """Any other failure of a refresh is raised as it is, and the next call tries again"""
    refresh_token, error = word(), word()
    world.login(expires_in=100, refresh_token=refresh_token)
    world.now += 200
    failures = [
        (
            503,
            json.dumps({"error": "temporarily_unavailable", "error_description": "later"}),
            "temporarily_unavailable",
            "later",
        ),
        (400, json.dumps({"error": error}), error, None),
        (401, json.dumps({"error": "invalid_client"}), "invalid_client", None),
        (502, "<html>Bad gateway: invalid_grant</html>", "invalid_response", None),
        (500, "", "invalid_response", None),
        (429, json.dumps(["error", "invalid_grant"]), "invalid_response", None),
        (400, json.dumps({"message": "invalid_grant"}), "invalid_response", None),
        (400, json.dumps({"error": {"code": "invalid_grant"}}), "invalid_response", None),
        (200, json.dumps({"error": "invalid_grant"}), "invalid_response", None),
    ]
    for status, text, name, description in failures:
        world.plan((status, text))
        with pytest.raises(TokenError) as caught:
            world.client.access_token()
        assert (caught.value.error, caught.value.description) == (name, description)
    world.plan(ConnectionError("cable cut"))
    with pytest.raises(ConnectionError, match="cable cut"):
        world.client.call(lambda token: pytest.fail("nothing to send"))
    answer = good(expires_in=100)
    world.plan(answer)
    assert world.client.access_token() == token_in(answer)
    assert world.requests == [world.refresh_request(refresh_token)] * (len(failures) + 2)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html>Welcome</html>",
        "null",
        "[]",
        '"token"',
        "{}",
        '{"token_type": "Bearer"}',
        '{"access_token": "", "token_type": "Bearer"}',
        '{"access_token": null, "token_type": "Bearer"}',
        '{"access_token": 17, "token_type": "Bearer"}',
        '{"access_token": "t"}',
        '{"access_token": "t", "token_type": null}',
        '{"access_token": "t", "token_type": "mac"}',
        '{"access_token": "t", "token_type": ["Bearer"]}',
    ],
)
def test_malformed_answers(world, text):
    """An answer that is no JSON object, or has no usable bearer token, is an invalid response"""
    usable = json.dumps({"access_token": "t", "token_type": random.choice(["bearer", "BEARER", "Bearer"])})
    for status, sent in ((200, text), (201, usable), (302, usable), (500, usable)):
        world.plan((status, sent))
        with pytest.raises(TokenError) as caught:
            world.client.exchange("code", "verifier", "https://batch.example/cb")
        assert (caught.value.error, caught.value.description) == ("invalid_response", None)
        world.login_is_required()
    world.plan((200, usable))
    world.client.exchange("code", "verifier", "https://batch.example/cb")
    assert world.client.access_token() == "t"


def test_call_refreshes_on_401(world):
    """A 401 from the API refreshes once and sends once more; other statuses are just returned"""
    refresh_token, rotated = word(), word()
    old = world.login(expires_in=10_000, refresh_token=refresh_token)
    sent = []
    for status in (200, 204, 400, 403, 500):
        assert world.client.call(lambda token, status=status: (status, token)) == (status, old)
    assert world.requests == []

    first, second = good(expires_in=10_000, refresh_token=rotated), good(expires_in=10_000)

    def send(token):
        sent.append(token)
        return (401, "no") if token in (old, token_in(second)) else (200, "yes")

    world.plan(first)
    assert world.client.call(send) == (200, "yes")
    assert world.client.call(send) == (200, "yes")
    assert sent == [old, token_in(first), token_in(first)]
    assert world.requests == [world.refresh_request(refresh_token)]

    world.plan(second)
    sent.clear()
    assert world.client.call(lambda token: sent.append(token) or (401, f"{len(sent)}")) == (401, "2")
    assert sent == [token_in(first), token_in(second)]
    assert world.requests[1:] == [world.refresh_request(rotated)]
    assert world.client.access_token() == token_in(second)


def test_call_makes_one_token_request(world):
    """A 401 right after a refresh, or without a refresh token, is returned as it is"""
    world.login(expires_in=100, refresh_token=word())
    world.now += 200
    answer = good(expires_in=100)
    world.plan(answer)
    sent = []
    assert world.client.call(lambda token: sent.append(token) or (401, "no")) == (401, "no")
    assert sent == [token_in(answer)]
    assert len(world.requests) == 1

    token = world.login(expires_in=100)
    sent.clear()
    assert world.client.call(lambda token: sent.append(token) or (401, "still no")) == (401, "still no")
    assert sent == [token]
    assert world.client.access_token() == token
    assert world.requests == []


def test_secrets_stay_out_of_repr(world):
    """The client's repr shows neither access token nor refresh token"""
    refresh_token, rotated = word(), word()
    old = world.login(expires_in=100, refresh_token=refresh_token)
    shown = [repr(world.client)]
    world.now += 200
    answer = good(refresh_token=rotated)
    world.plan(answer)
    assert world.client.access_token() == token_in(answer)
    shown.append(repr(world.client))
    for text in shown:
        assert type(text) is str
        assert [secret for secret in (old, token_in(answer), refresh_token, rotated) if secret in text] == []
