"""LoginFlow is seen only through URLs, results and CallbackError; the session passes through JSON between requests."""

import base64
import hashlib
import json
import random
import string
from urllib.parse import parse_qsl, urlencode

import pytest
from answer import CallbackError, LoginFlow

ENDPOINT = "https://id.example/authorize"
REDIRECT = "https://shop.example/cb"
STATE_CHARACTERS = set(string.ascii_letters + string.digits + "-_")
VERIFIER_CHARACTERS = STATE_CHARACTERS | set(".~")


class Browser:
    """One browser's session, stored as JSON as the framework does."""

    def __init__(self) -> None:
        self.stored = json.dumps({"user": "u-17"})

    def start(self, flow):
        session = json.loads(self.stored)
        url = flow.start(session)
        self.stored = json.dumps(session)
        return url

    def finish(self, flow, query):
        session = json.loads(self.stored)
        text = query if isinstance(query, str) else urlencode(query)
        try:
            result = flow.finish(session, f"{REDIRECT}?{text}")
        finally:
            self.stored = json.dumps(session)
        assert isinstance(result, tuple)
        values = tuple(result)
        assert [type(value) for value in values] == [str, str]
        return values

    def refused(self, flow, query):
        """The error and description of the CallbackError that this callback must raise."""
        with pytest.raises(CallbackError) as caught:
            self.finish(flow, query)
        return caught.value.error, caught.value.description


def make_flow(endpoint=ENDPOINT, client_id="shop", redirect_uri=REDIRECT, scopes=("openid",)):
    return LoginFlow(endpoint, client_id, redirect_uri, list(scopes))


def pairs_of(url):
    assert type(url) is str
    assert "#" not in url
    return parse_qsl(url.partition("?")[2], keep_blank_values=True)


def parameters(url):
    """The URL's parameters as a dict; a repeated one is a failure."""
    pairs = pairs_of(url)
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


def challenge_of(verifier):
    digest = hashlib.sha256(verifier.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")


def random_word():
    return "".join(random.choice(string.ascii_lowercase) for _ in range(10))


@pytest.mark.sample
def test_required_parameters():
    """The URL carries every required parameter exactly once"""
    url = Browser().start(make_flow(scopes=["openid", "email"]))
    sent = parameters(url)
    assert url.partition("?")[0] == ENDPOINT
    assert set(sent.pop("state")) <= STATE_CHARACTERS
    assert len(sent.pop("code_challenge")) == 43
    assert sent == {
        "response_type": "code",
        "client_id": "shop",
        "redirect_uri": REDIRECT,
        "scope": "openid email",
        "code_challenge_method": "S256",
    }


@pytest.mark.sample
@pytest.mark.points(2)
def test_code_and_verifier():
    """A good callback gives the code and the verifier whose S256 challenge was sent"""
    flow, browser = make_flow(), Browser()
    for _ in range(20):
        sent = parameters(browser.start(flow))
        wanted = random_word() + "/+ =&é"
        code, verifier = browser.finish(flow, {"code": wanted, "state": sent["state"]})
        assert code == wanted
        assert 43 <= len(verifier) <= 128
        assert set(verifier) <= VERIFIER_CHARACTERS
        assert challenge_of(verifier) == sent["code_challenge"]
    assert json.loads(browser.stored)["user"] == "u-17"


@pytest.mark.parametrize("redirect_uri", [f"{REDIRECT}?shop=a%20b&lang=de", "https://shop.example:8443/cb?next=/x+y"])
def test_values_survive_encoding(redirect_uri):
    """A redirect URI with a query, and a client id or scope with special characters, arrive unchanged"""
    client_id = f"{random_word()}&scope=x y+z=%20/é"
    scopes = ["https://api.example/read?x=1&y=2", "a+b", "50%25"]
    sent = parameters(Browser().start(make_flow(client_id=client_id, redirect_uri=redirect_uri, scopes=scopes)))
    assert sent["client_id"] == client_id
    assert sent["redirect_uri"] == redirect_uri
    assert sent["scope"] == " ".join(scopes)
    assert sent["response_type"] == "code"


def test_endpoint_query_is_kept():
    """The endpoint's own query parameters are kept, empty and repeated ones included"""
    tenant = random_word()
    own = [("tenant", tenant), ("hint", ""), ("acr", "one"), ("acr", "two")]
    url = Browser().start(make_flow(endpoint=f"{ENDPOINT}?{urlencode(own)}"))
    pairs = pairs_of(url)
    assert url.partition("?")[0] == ENDPOINT
    assert [pair for pair in pairs if pair[0] in ("tenant", "hint", "acr")] == own
    assert [value for name, value in pairs if name == "client_id"] == ["shop"]
    assert [value for name, value in pairs if name == "response_type"] == ["code"]
    assert len(pairs) == len(own) + 7


def test_scopes():
    """Scopes keep their order, repeated ones are dropped, none at all sends no scope"""
    scopes = [random_word() for _ in range(5)]
    sent = parameters(Browser().start(make_flow(scopes=[*scopes, scopes[3], scopes[0]])))
    assert sent["scope"] == " ".join(scopes)
    sent = parameters(Browser().start(make_flow(scopes=[])))
    assert "client_id" in sent
    assert "scope" not in sent


def test_state_and_verifier_are_fresh():
    """State and verifier are long, new for each login, and unrelated"""
    flow, browser = make_flow(), Browser()
    states, verifiers = set(), set()
    for _ in range(20):
        url = browser.start(flow)
        state = parameters(url)["state"]
        _, verifier = browser.finish(flow, {"code": "c", "state": state})
        assert len(state) >= 22
        assert set(state) <= STATE_CHARACTERS
        assert verifier not in url
        assert state not in verifier
        states.add(state)
        verifiers.add(verifier)
    assert len(states) == len(verifiers) == 20


@pytest.mark.parametrize(
    ("endpoint", "redirect_uri"),
    [
        ("http://id.example/authorize", REDIRECT),
        ("id.example/authorize", REDIRECT),
        ("https:///authorize", REDIRECT),
        (f"{ENDPOINT}#top", REDIRECT),
        ("http://localhost/authorize", REDIRECT),
        (ENDPOINT, "http://shop.example/cb"),
        (ENDPOINT, "/cb"),
        (ENDPOINT, "https:///cb"),
        (ENDPOINT, f"{REDIRECT}#part"),
        (ENDPOINT, f"{REDIRECT}#"),
        (ENDPOINT, "http://localhost/cb#part"),
        (ENDPOINT, "http://localhost.evil.example/cb"),
        (ENDPOINT, "http://localhost@evil.example/cb"),
        (ENDPOINT, "http://evil.example/localhost"),
        (ENDPOINT, "ftp://localhost/cb"),
        (ENDPOINT, "javascript://shop.example/cb"),
    ],
)
def test_bad_addresses(endpoint, redirect_uri):
    """Refuses an endpoint or redirect URI that is not secure, not absolute, or has a fragment"""
    with pytest.raises(ValueError):
        make_flow(endpoint=endpoint, redirect_uri=redirect_uri)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_loopback_redirect(host):
    """Plain http is fine for a redirect URI on the loopback host, with or without a port"""
    for redirect_uri in (f"http://{host}/cb", f"http://{host}:{random.randrange(1024, 65536)}/cb?a=b"):
        assert parameters(Browser().start(make_flow(redirect_uri=redirect_uri)))["redirect_uri"] == redirect_uri


@pytest.mark.parametrize(
    "scope", ["", "open id", " openid", "openid\n", "open\tid", 'open"id', "open\\id", "é", "a\x7f"]
)
def test_bad_scopes(scope):
    """Refuses a scope with a space, quote, backslash, control or non-ASCII character, and an empty one"""
    with pytest.raises(ValueError):
        make_flow(scopes=["email", scope])
    make_flow(scopes=["!#[]~'", "https://api.example/read"])


@pytest.mark.sample
@pytest.mark.points(2)
def test_wrong_state():
    """A missing, empty, altered or repeated state is refused, and the pending login stays"""
    flow, browser = make_flow(), Browser()
    nothing_started = Browser()
    state = parameters(browser.start(flow))["state"]
    wrong = [
        [],
        [("state", "")],
        [("state", state[:-1])],
        [("state", state + "A")],
        [("state", "é")],
        [("state", "None")],
        [("state", state), ("state", state)],
        [("state", "x"), ("state", state)],
    ]
    if state.swapcase() != state:
        wrong.append([("state", state.swapcase())])
    for pairs in wrong:
        for other in ([("code", "c")], [("error", "access_denied")], []):
            assert browser.refused(flow, other + pairs)[0] == "state_mismatch"
            assert nothing_started.refused(flow, other + pairs)[0] == "state_mismatch"
    assert browser.refused(flow, "code=c&state=%ff%00")[0] == "state_mismatch"
    assert browser.finish(flow, {"code": "c", "state": state})[0] == "c"


@pytest.mark.points(2)
def test_state_of_another_session():
    """A state that another browser's session started is refused, and stays good there"""
    flow, victim, attacker = make_flow(), Browser(), Browser()
    state = parameters(attacker.start(flow))["state"]
    own = parameters(victim.start(flow))["state"]
    assert victim.refused(flow, {"code": "c", "state": state})[0] == "state_mismatch"
    assert victim.refused(flow, {"error": "access_denied", "state": state})[0] == "state_mismatch"
    assert attacker.finish(flow, {"code": "a", "state": state})[0] == "a"
    assert victim.finish(flow, {"code": "v", "state": own})[0] == "v"


def test_error_response():
    """An error response raises its error and description, even beside a code"""
    flow, browser, error = make_flow(), Browser(), random_word()
    for code in ([], [("code", "c")]):
        state = parameters(browser.start(flow))["state"]
        told = [("error", error), ("error_description", "Not today: é"), ("state", state)]
        assert browser.refused(flow, code + told) == (error, "Not today: é")
    state = parameters(browser.start(flow))["state"]
    assert browser.refused(flow, {"error": "access_denied", "state": state}) == ("access_denied", None)


def test_missing_code():
    """A callback without exactly one code is an invalid response"""
    flow, browser = make_flow(), Browser()
    for codes in (
        [],
        [("code", "")],
        [("code", "a"), ("code", "b")],
        [("code", "a"), ("code", "a")],
        [("code", "a"), ("code", "")],
    ):
        state = parameters(browser.start(flow))["state"]
        assert browser.refused(flow, [*codes, ("state", state)])[0] == "invalid_response"


@pytest.mark.points(2)
def test_login_is_used_up():
    """A login is used up by its callback, be it a code, an error or an invalid response"""
    flow, browser = make_flow(), Browser()
    for first in ([("code", "c")], [("error", "access_denied")], []):
        state = parameters(browser.start(flow))["state"]
        try:
            browser.finish(flow, [*first, ("state", state)])
        except CallbackError as refused:
            assert refused.error == ("access_denied" if first else "invalid_response")
        else:
            assert first == [("code", "c")]
        assert browser.refused(flow, {"code": "c", "state": state})[0] == "state_mismatch"


def test_two_tabs():
    """Several logins of one session finish in any order, each with its own verifier"""
    flow, browser = make_flow(), Browser()
    tabs = [parameters(browser.start(flow)) for _ in range(4)]
    random.shuffle(tabs)
    for number, sent in enumerate(tabs):
        code, verifier = browser.finish(flow, {"code": f"c{number}", "state": sent["state"]})
        assert code == f"c{number}"
        assert challenge_of(verifier) == sent["code_challenge"]
