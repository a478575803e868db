"""Resources have random names, so that no table of known scopes helps; handlers record what reaches them."""

import random
import string

import pytest
from answer import BearerError, ScopeError, covers, narrow, parse_scopes, require_scopes


def word(length: int = 8) -> str:
    return "".join(random.choice(string.ascii_lowercase) for _ in range(length))


def refusal(handler, *args):
    """The BearerError's fields and challenge that this call must raise."""
    with pytest.raises(BearerError) as caught:
        handler(*args)
    refused = caught.value
    return refused.status, refused.error, refused.scope, refused.challenge()


NO_TOKEN = (401, None, None, 'Bearer realm="orders"')
INVALID_TOKEN = (401, "invalid_token", None, 'Bearer realm="orders", error="invalid_token"')


def insufficient(scope: str):
    return 403, "insufficient_scope", scope, f'Bearer realm="orders", error="insufficient_scope", scope="{scope}"'


@pytest.mark.sample
def test_parse():
    """A scope text becomes the set of its scopes"""
    one, two = word(), word()
    assert parse_scopes(f"{one}:read {two}:*") == {f"{one}:read", f"{two}:*"}
    assert parse_scopes(f"{one} {two} {one}") == {one, two}
    assert parse_scopes(f"{one}:{two}-_0:write") == {f"{one}:{two}-_0:write"}
    assert parse_scopes("") == frozenset()


@pytest.mark.parametrize(
    "broken",
    [
        " ",
        "{} ",
        " {}",
        "{0}  {0}",
        "{}\n",
        "\n{}",
        "{0}\t{0}",
        "{0}\n{0}",
        "{0},{0}",
        "*",
        "{}:*:read",
        "*:read",
        "{}:",
        ":{}",
        ":",
        "{0}::{0}",
        "{}*",
        "{}:re*",
        "{}:**",
    ]
    + ["{}:Read", "{}.read", "{}:é", "{}:٣", '{}"', "{}/read", "{}:* {}:*:*"],
)
def test_malformed_scope_texts(broken):
    """A text with other characters, empty segments, misplaced stars or other white space is refused"""
    name = word()
    text = broken.replace("{0}", name).replace("{}", name)
    with pytest.raises(ScopeError):
        parse_scopes(text)
    with pytest.raises(ScopeError):
        narrow(text, f"{name}:read")
    with pytest.raises(ScopeError):
        narrow(f"{name}:* {name}", text)


@pytest.mark.sample
def test_equal_scopes():
    """A scope covers itself and nothing that merely looks like it"""
    one, two = word(), word()
    for scope in (one, f"{one}:{two}", f"{one}:read", f"{one}:{two}:read", f"{one}:admin"):
        assert covers({scope}, scope) is True
        assert covers([two, scope], scope) is True
        assert covers(set(), scope) is False
    for granted, required in (
        (one, two),
        (one, one + "s"),
        (one, one[:-1]),
        (f"{one}:read", f"{two}:read"),
        (one, f"{one}:read"),
        (f"{one}:read", one),
    ):
        assert covers({granted}, required) is False
    assert covers({f"{one}:{two}:read"}, f"{one}:read") is False


@pytest.mark.points(2)
def test_action_ranks():
    """admin implies write and read, write implies read, for the very same resource only"""
    one, two = word(), word()
    ranks = ["read", "write", "admin"]
    for resource in (one, f"{one}:{two}"):
        for have, action in enumerate(ranks):
            for need, wanted in enumerate(ranks):
                assert covers({f"{resource}:{action}"}, f"{resource}:{wanted}") is (have >= need)
                assert covers({f"{two}s:{action}"}, f"{resource}:{wanted}") is False
                assert covers({f"{resource}:{action}"}, f"{resource}:{two}:{wanted}") is False
                assert covers({f"{resource}:{two}:{action}"}, f"{resource}:{wanted}") is False
            assert covers({f"{resource}:{action}"}, f"{resource}:delete") is False
            assert covers({f"{resource}:delete"}, f"{resource}:{action}") is False
            assert covers({f"{resource}:{action}"}, f"{resource}:*") is False
            assert covers({f"{resource}:{action}"}, resource) is False
            assert covers({resource}, f"{resource}:{action}") is False
    assert covers({"admin"}, "read") is False
    assert covers({"write"}, "read") is False
    assert covers({f"admin:{one}"}, f"read:{one}") is False
    assert covers({f"{one}:admin:{two}"}, f"{one}:read:{two}") is False


@pytest.mark.points(2)
def test_wildcards():
    """P:* covers P: and then one or more segments, whatever they are, but not P, nor a name that begins like it"""
    one, two, three = word(), word(), word()
    for below in ("read", "admin", two, f"{two}:read", f"{two}:{three}:write"):
        assert covers({f"{one}:*"}, f"{one}:{below}") is True
        assert covers({f"{one}:{three}:*"}, f"{one}:{three}:{below}") is True
        assert covers({f"{one}:{three}:*"}, f"{one}:{below}s") is False
        assert covers({f"{one}:*"}, f"{one}-{two}:{below}") is False
        assert covers({f"{one}:*"}, f"{one}s:{below}") is False
        assert covers({f"{one}:*"}, f"{two}:{one}:{below}") is False
        assert covers({f"{one}:*"}, f"{one[:-1]}:{below}") is False
    for required in (one, two, f"{one}s", one[:-1]):
        assert covers({f"{one}:*"}, required) is False
        assert covers({f"{two}:{one}:*"}, f"{two}:{required}") is False


def test_required_wildcards():
    """A required wildcard is covered only by the same or a wider wildcard"""
    one, two = word(), word()
    required = f"{one}:{two}:*"
    for granted in (required, f"{one}:*"):
        assert covers({granted}, required) is True
    every_action = {f"{one}:{two}:{action}" for action in ("read", "write", "admin")}
    for granted in (
        {f"{two}:*"},
        {f"{one}:{two}"},
        {f"{one}:admin"},
        {f"{one}:{two}:{one}:*"},
        every_action,
        {f"{one}:{two}-x:*"},
    ):
        assert covers(granted, required) is False
    assert covers({f"{one}:{two}:*"}, f"{one}:*") is False


def test_one_scope_must_cover():
    """One of the granted scopes covers the required one, wherever it stands"""
    names = [word() for _ in range(6)]
    granted = [f"{name}:read" for name in names[:3]] + [f"{name}:*" for name in names[3:]]
    random.shuffle(granted)
    for name in names:
        assert covers(granted, f"{name}:read") is True
        assert covers(frozenset(granted), f"{name}:read") is True
        assert covers(granted, f"{name}:write") is (name in names[3:])
    assert covers(granted, f"{word()}x:read") is False


def test_narrowing():
    """The result is exactly what was requested, once each, in alphabetical order"""
    names = [word() for _ in range(5)]
    granted = " ".join(f"{name}:*" for name in names)
    requested = [f"{name}:{action}" for name in names for action in ("read", "items:write", "*")]
    for _ in range(5):
        random.shuffle(requested)
        chosen = requested[: random.randrange(1, len(requested))]
        assert narrow(granted, " ".join([*chosen, chosen[0]])) == " ".join(sorted(chosen))
    assert narrow(f"{names[0]}:admin", f"{names[0]}:write {names[0]}:read") == f"{names[0]}:read {names[0]}:write"


@pytest.mark.points(2)
def test_widening():
    """A request for more than is granted is refused whole"""
    one, two = word(), word()
    granted = f"{one}:write {two}:read"
    assert narrow(granted, f"{one}:read") == f"{one}:read"
    for more in (f"{one}:admin", f"{one}:*", f"{two}:write", f"{one}:{two}:read", one, f"{word()}z:read"):
        with pytest.raises(ScopeError):
            narrow(granted, more)
        with pytest.raises(ScopeError):
            narrow(granted, f"{one}:read {more}")
        with pytest.raises(ScopeError):
            narrow(granted, f"{more} {two}:read")
        with pytest.raises(ScopeError):
            narrow("", more)


def test_omitted_request():
    """No request, or an empty one, gives what is granted"""
    scopes = [f"{word()}:{action}" for action in ("read", "*", "admin", "x")]
    for nothing in (None, ""):
        assert narrow(" ".join([*scopes, scopes[0]]), nothing) == " ".join(sorted(scopes))
        assert narrow("", nothing) == ""


@pytest.mark.sample
def test_allowed_call():
    """A call with enough scopes reaches the handler with all arguments, and gives its result"""
    one, two = word(), word()
    calls = []

    @require_scopes(f"{one}:read", f"{two}:write")
    def handler(token, *args, **options):
        """Does it."""
        calls.append((token, args, options))
        return {"done": args}

    token = {"sub": word(), "scope": f"{two}:admin x {one}:*"}
    assert handler(token, 1, [2], key="v") == {"done": (1, [2])}
    assert handler(token) == {"done": ()}
    assert calls == [(token, (1, [2]), {"key": "v"}), (token, (), {})]
    assert (handler.__name__, handler.__doc__) == ("handler", "Does it.")
    assert require_scopes()(lambda token: "any")({}) == "any"


@pytest.mark.points(2)
def test_refused_call():
    """A call without each of the required scopes is refused and never reaches the handler"""
    one, two = word(), word()
    calls = []
    guard = require_scopes(f"{two}:write", f"{one}:read")
    handler = guard(calls.append)
    refused = insufficient(f"{two}:write {one}:read")
    for scope in (
        "",
        f"{one}:read",
        f"{two}:write",
        f"{one}:read {two}:read",
        f"{one}:* {two}",
        f"{two}:* {two}:{one}:read",
        "x y z",
    ):
        assert refusal(handler, {"scope": scope}) == refused
    assert refusal(handler, {}) == refused
    assert refusal(handler, {"scopes": f"{two}:write {one}:read"}) == refused
    assert calls == []
    handler({"scope": f"{two}:write {one}:read"})
    assert len(calls) == 1


def test_no_token():
    """A request without a token, or with an unusable scope claim, is a 401"""
    calls = []
    for required in (("orders:read",), ()):
        handler = require_scopes(*required)(calls.append)
        assert refusal(handler, None) == NO_TOKEN
        for claim in (
            None,
            7,
            ["orders:read"],
            {"orders:read": 1},
            "orders:read  x",
            "orders:read\n",
            "*",
            "orders:*:*",
            " ",
        ):
            assert refusal(handler, {"scope": claim}) == INVALID_TOKEN
    assert calls == []


def test_challenge_text():
    """The challenge says what the error holds, and all required scopes, in the order given"""
    scopes = [f"{word()}:{action}" for action in ("write", "read", "*")]
    random.shuffle(scopes)
    assert BearerError(401).challenge() == NO_TOKEN[3]
    assert BearerError(401, "invalid_token").challenge() == INVALID_TOKEN[3]
    for scope in (scopes[0], " ".join(scopes)):
        assert BearerError(403, "insufficient_scope", scope).challenge() == insufficient(scope)[3]
    handler = require_scopes(*scopes)(lambda token: None)
    assert refusal(handler, {"scope": scopes[1]}) == insufficient(" ".join(scopes))


@pytest.mark.parametrize(
    "bad", ["", "*", "Orders:read", "orders:", "orders:read items:read", "orders:read\n", " orders:read"]
)
def test_bad_requirement(bad):
    """A malformed required scope is refused when the guard is made"""
    for required in ([bad], ["orders:read", bad], [bad, "orders:read"]):
        with pytest.raises(ScopeError):
            require_scopes(*required)
    assert require_scopes("orders:read")(lambda token: "in")({"scope": "orders:read"}) == "in"
