import random
import string

import pytest
from answer import BearerError, bearer_token

ALLOWED = string.ascii_letters + string.digits + "-._~+/"
FORBIDDEN = [character for character in string.punctuation if character not in ALLOWED + "="]


def read(value: str) -> str:
    """The token of a request with this one Authorization header."""
    return bearer_token([("Host", "api.example"), ("Authorization", value), ("Accept", "*/*")], "orders")


def refusal(headers, realm="orders") -> tuple:
    """The status and the challenge of the error that a request with these headers must raise."""
    with pytest.raises(BearerError) as caught:
        bearer_token(headers, realm)
    return caught.value.status, caught.value.challenge


def asks_for_a_token(value: str) -> None:
    assert refusal([("Authorization", value)]) == (401, 'Bearer realm="orders"')


def is_malformed(value: str) -> None:
    assert refusal([("Authorization", value)]) == (400, 'Bearer realm="orders", error="invalid_request"')


def any_case(text: str) -> str:
    return "".join(random.choice([character.lower(), character.upper()]) for character in text)


@pytest.mark.sample
def test_good_header():
    """Returns the token as it came"""
    for token in ("mF_9.B5f-4.1JqM", "a", "7", "YWRh/Om+Nr~ZXQ==", "eyJhbGciOiJub25lIn0.e30."):
        assert read(f"Bearer {token}") == token
    assert bearer_token([("Authorization", "Bearer abc")], "invoices") == "abc"


def test_names():
    """The name of the header counts in any case, and other headers mean nothing"""
    others = [
        ("Proxy-Authorization", "Bearer proxy"),
        ("X-Authorization", "Bearer other"),
        ("Authorization-Info", "Bearer more"),
        ("Cookie", "Authorization=Bearer cookie"),
        ("Cookie", "b=2"),
    ]
    for name in ("authorization", "AUTHORIZATION", "Authorization", "aUTHORIZATION"):
        assert bearer_token([(name, "Bearer abc")], "orders") == "abc"
        assert bearer_token([*others, (name, "Bearer abc")], "orders") == "abc"
        assert bearer_token([(name, "Bearer abc"), *others], "orders") == "abc"
    for number in range(len(others)):
        assert refusal(others[number:]) == (401, 'Bearer realm="orders"')


def test_scheme_in_any_case():
    """The scheme Bearer may be written in any case"""
    for scheme in ("bearer", "BEARER", "bEARER", "BeArEr"):
        assert read(f"{scheme} mF_9.B5f") == "mF_9.B5f"
        is_malformed(scheme)
        is_malformed(f"{scheme} a,b")


def test_several_spaces():
    """One or more spaces come after the scheme"""
    for spaces in (1, 2, 3, 10):
        assert read("Bearer" + " " * spaces + "abc=") == "abc="


@pytest.mark.points(2)
def test_random_tokens():
    """A token has any of the characters A-Z a-z 0-9 - . _ ~ + / and any number of = after them"""
    for character in ALLOWED:
        assert read(f"Bearer {character}") == character
    for number in range(40):
        token = "".join(random.choices(ALLOWED, k=random.randint(1, 60))) + "=" * (number % 5)
        headers = [(any_case("authorization"), any_case("bearer") + " " * random.randint(1, 3) + token), ("Host", "api.example")]
        random.shuffle(headers)
        assert bearer_token(headers, "orders") == token


@pytest.mark.sample
def test_no_authorization():
    """Without an Authorization header the status is 401, and the challenge has no error code"""
    assert refusal([]) == (401, 'Bearer realm="orders"')
    assert refusal([("Host", "api.example"), ("Accept", "Bearer abc")]) == (401, 'Bearer realm="orders"')
    realm = random.choice(["invoices", "north-7"])
    assert refusal([("Host", "api.example")], realm) == (401, f'Bearer realm="{realm}"')


@pytest.mark.points(2)
def test_another_scheme():
    """Another scheme or an empty Authorization header is answered like none at all: 401"""
    for value in ("Basic YWRhOnNlY3JldA==", "Digest username=ada", "Token abc", "Basic Bearer abc", "Negotiate", "DPoP abc"):
        asks_for_a_token(value)
    for value in ("", "mF_9.B5f-4.1JqM", "Bearertoken", "Bearers abc", "Bear abc", "Bearer-Token abc", "Bearer=abc"):
        asks_for_a_token(value)
    assert refusal([("Authorization", "Basic abc")], "invoices") == (401, 'Bearer realm="invoices"')


@pytest.mark.sample
def test_no_token():
    """The scheme Bearer with no token is malformed: 400 and invalid_request"""
    is_malformed("Bearer")
    realm = random.choice(["invoices", "north-7"])
    assert refusal([("Authorization", "Bearer")], realm) == (400, f'Bearer realm="{realm}", error="invalid_request"')


@pytest.mark.points(2)
def test_characters():
    """Another character in the token is malformed, wherever it stands"""
    for character in [*FORBIDDEN, "é", "ß", "²", "µ", "\t", "\x7f"]:
        is_malformed(f"Bearer {character}abc")
        is_malformed(f"Bearer abc{character}def")
        if character != "\t":
            is_malformed(f"Bearer abc{character}")
            is_malformed(f"Bearer {character}")
    is_malformed('Bearer "abc"')


def test_equals_signs():
    """A token has any number of = after its characters, not before or between them"""
    for token in ("=", "==", "=abc", "a=b", "token=abc", "abc=.", "a=b="):
        is_malformed(f"Bearer {token}")


def test_more_than_a_token():
    """What follows Bearer is the token and nothing else, or it is malformed"""
    for rest in ("abc def", "abc  def", "abc, realm=orders", "abc,Bearer def", "Bearer abc", "abc def ghi", "abc= ="):
        is_malformed(f"Bearer {rest}")


@pytest.mark.points(2)
def test_header_twice():
    """More than one Authorization header is refused with 400 and invalid_request, whatever they contain"""
    refused = (400, 'Bearer realm="orders", error="invalid_request"')
    for first, second in (
        ("Bearer abc", "Bearer def"),
        ("Bearer abc", "Bearer abc"),
        ("Basic abc", "Bearer abc"),
        ("Bearer abc", "Basic abc"),
        ("Basic abc", "Basic abc"),
        ("", "Bearer abc"),
        ("Bearer abc", ""),
        ("", ""),
    ):
        assert refusal([("Authorization", first), ("Authorization", second)]) == refused
        assert refusal([("authorization", first), ("Host", "api.example"), ("AUTHORIZATION", second)]) == refused
    assert refusal([("Authorization", "Bearer abc")] * 3, "invoices") == (400, 'Bearer realm="invoices", error="invalid_request"')
