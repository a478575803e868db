import json
import random
import string

import pytest
from answer import Introspector, InvalidToken, Unavailable


def word():
    return "".join(random.choices(string.ascii_letters, k=12))


class World:
    """Authorization server and clock of one introspector. The server knows tokens, and may be down."""

    def __init__(self, **settings):
        self.now = float(random.randrange(10_000, 2_000_000_000))
        self.known = {}
        self.failure = None
        self.travel = 0
        self.asked = []
        self.audience = word()
        settings = {"audience": self.audience, "max_entries": 100, **settings}
        self.tokens = Introspector(self.ask, lambda: self.now, **settings)

    def ask(self, token):
        self.asked.append(token)
        self.now += self.travel
        if isinstance(self.failure, Exception):
            raise self.failure
        if self.failure is not None:
            return self.failure
        return 200, json.dumps(self.known.get(token, {"active": False}))

    def issue(self, **claims):
        """A new token that the server knows."""
        token = word()
        self.known[token] = {"active": True, "aud": self.audience, "sub": word(), **claims}
        return token

    def good(self, token, asked=False):
        """The token is accepted, with or without asking."""
        expected = [token] if asked else []
        assert self.tokens.claims(token) == self.known[token]
        assert self.asked == expected
        self.asked.clear()

    def bad(self, token, reason, asked=False):
        expected = [token] if asked else []
        with pytest.raises(InvalidToken) as caught:
            self.tokens.claims(token)
        assert caught.value.reason == reason
        assert self.asked == expected
        self.asked.clear()

    def unavailable(self, token):
        with pytest.raises(Unavailable):
            self.tokens.claims(token)
        assert self.asked == [token]
        self.asked.clear()


@pytest.mark.sample
def test_active_token():
    """An active token's answer is returned as a dict, and remembered"""
    world = World()
    one, two = world.issue(scope="read write"), world.issue(exp=world.now + 1000, extra=[1, {"a": None}])
    world.good(one, asked=True)
    world.good(two, asked=True)
    for _ in range(3):
        world.good(one)
        world.good(two)


def test_malformed_token():
    """Nobody is asked about a malformed token"""
    world = World()
    for token in ("", "=", "a b", "a=b", "=a", "ab\n", "a,b", "ä", "a%", "a\x00", " a", "token:1", "a==b"):
        world.bad(token, "malformed")
    for token in ("a", "-._~+/", "a=", "a==", "A9", "a==="):
        world.known[token] = {"active": True, "aud": world.audience}
        world.good(token, asked=True)


@pytest.mark.sample
def test_inactive_token():
    """An inactive token is refused as inactive, whatever else the answer says"""
    world = World()
    world.bad(word(), "inactive", asked=True)
    world.bad(world.issue(active=False), "inactive", asked=True)
    world.bad(world.issue(active=False, exp=1, aud="other"), "inactive", asked=True)


def test_expiry():
    """A token is expired when the clock isn't before exp any more, at each call, with a remembered answer, too"""
    world = World(ttl=1000)
    lifetime = random.randrange(50, 500)
    token = world.issue(exp=world.now + lifetime)
    world.good(token, asked=True)
    world.now += lifetime - 0.5
    world.good(token)
    world.now += 0.5
    world.bad(token, "expired")
    world.now += 1
    world.bad(token, "expired")
    world.bad(world.issue(exp=0), "expired", asked=True)
    world.bad(world.issue(exp=world.now - 0.5, aud="other"), "expired", asked=True)

    world.travel = 5
    world.bad(world.issue(exp=world.now + 5), "expired", asked=True)
    world.good(world.issue(exp=world.now + 5.5), asked=True)


def test_audience():
    """The audience must be equal to aud or be in its list; a token for others is refused"""
    world = World()
    ours = world.audience
    for aud in (ours, [ours], ["other", ours]):
        world.good(world.issue(aud=aud), asked=True)
    for aud in ("other", ours + "x", ours[:-1], f"other {ours}", [], ["other"], [ours + "x"], None, {ours: 1}, 7):
        token = world.issue(aud=aud)
        world.bad(token, "audience", asked=True)
        world.bad(token, "audience")
    token = world.issue()
    del world.known[token]["aud"]
    world.bad(token, "audience", asked=True)


@pytest.mark.sample
def test_fresh_answers():
    """An active answer is fresh until ttl seconds have passed, then the server is asked again"""
    for settings, ttl in (({}, 60), ({"ttl": 7}, 7), ({"ttl": 0}, 0)):
        world = World(**settings)
        token = world.issue()
        for _ in range(2):
            world.good(token, asked=True)
            if ttl:
                world.now += ttl - 0.5
                world.good(token)
                world.now += 0.5
        world.known[token]["scope"] = word()
        world.good(token, asked=True)
        world.now += ttl
        del world.known[token]
        world.bad(token, "inactive", asked=True)


def test_inactive_answers():
    """An inactive answer is fresh until negative_ttl seconds have passed"""
    for settings, ttl in (({}, 10), ({"negative_ttl": 3}, 3)):
        world = World(**settings)
        token = word()
        world.bad(token, "inactive", asked=True)
        world.known[token] = {"active": True, "aud": world.audience}
        world.now += ttl - 0.5
        world.bad(token, "inactive")
        world.now += 0.5
        world.good(token, asked=True)


def test_counts_from_sending():
    """An answer is fresh from before the request was sent"""
    world = World(ttl=20, negative_ttl=10)
    world.travel = 4
    good, bad = world.issue(), word()
    world.good(good, asked=True)
    world.now += 15.5
    world.good(good)
    world.now += 0.5
    world.good(good, asked=True)
    world.bad(bad, "inactive", asked=True)
    world.now += 5.5
    world.bad(bad, "inactive")
    world.now += 0.5
    world.bad(bad, "inactive", asked=True)


def test_revoked():
    """A revoked token counts as inactive from now on, as if asked for at this moment"""
    world = World()
    known, unknown = world.issue(), world.issue()
    world.good(known, asked=True)
    world.now += 5
    for token in (known, unknown):
        world.tokens.revoked(token)
        assert world.asked == []
    world.now += 9.5
    for token in (known, unknown):
        world.bad(token, "inactive")
    world.tokens.revoked(known)
    world.now += 0.5
    world.bad(known, "inactive")
    world.good(unknown, asked=True)
    world.now += 9.5
    world.good(known, asked=True)


def test_room():
    """One too many of a kind makes the one asked for longest ago forgotten"""
    world = World(max_entries=3, negative_ttl=60)
    for tokens, check in (
        ([world.issue() for _ in range(4)], world.good),
        ([word() for _ in range(4)], lambda token, **how: world.bad(token, "inactive", **how)),
    ):
        one, two, three, four = tokens
        for token in (one, two, three):
            check(token, asked=True)
            world.now += 1
        for token in (one, two, three, one):
            check(token)
        check(four, asked=True)
        for token in (two, three, four):
            check(token)
        check(one, asked=True)
        for token in (three, four, one):
            check(token)
        check(two, asked=True)
        check(three, asked=True)
        check(two)

    world = World(max_entries=2, ttl=20, negative_ttl=20)
    one, two, three = (world.issue() for _ in range(3))
    world.good(one, asked=True)
    world.now += 15
    world.good(two, asked=True)
    world.now += 5
    world.good(one, asked=True)
    world.good(three, asked=True)
    world.good(one)
    world.tokens.revoked(two)
    world.tokens.revoked(one)
    world.tokens.revoked(word())
    world.bad(one, "inactive")
    world.good(two, asked=True)


def test_kinds_have_their_own_room():
    """Active and inactive answers don't take each other's room"""
    world = World(max_entries=2)
    good, other = world.issue(), world.issue()
    world.good(good, asked=True)
    for _ in range(5):
        world.bad(word(), "inactive", asked=True)
    world.good(other, asked=True)
    world.good(good)
    bad = word()
    world.bad(bad, "inactive", asked=True)
    for _ in range(5):
        world.good(world.issue(), asked=True)
    world.bad(bad, "inactive")

    world = World(max_entries=1, negative_ttl=60)
    one, two = world.issue(), world.issue()
    world.good(one, asked=True)
    world.tokens.revoked(one)
    world.good(two, asked=True)
    world.bad(one, "inactive")
    world.good(two)


FAILURES = [
    (401, '{"active": true}'),
    (503, ""),
    (500, '{"active": false}'),
    (201, '{"active": true}'),
    (200, ""),
    (200, "<html>active</html>"),
    (200, "null"),
    (200, "[]"),
    (200, "true"),
    (200, "{}"),
    (200, '{"active": "true"}'),
    (200, '{"active": 1}'),
    (200, '{"active": null}'),
    (200, '{"active": true, "exp": "9999999999"}'),
    (200, '{"active": true, "exp": true}'),
    (200, '{"active": true, "exp": null}'),
    (200, '{"active": false, "exp": []}'),
    ConnectionError("down"),
    TimeoutError("late"),
]


def test_failures():
    """An answer that isn't usable is a failure, and nothing is known about the token: unavailable"""
    world = World()
    for failure in FAILURES:
        world.failure = failure
        world.unavailable(word())


def test_failures_are_not_remembered():
    """A failure is not remembered: the next call asks again"""
    world = World(grace=100)
    token = world.issue()
    for failure in FAILURES[:3] + FAILURES[-2:]:
        world.failure = failure
        world.unavailable(token)
        world.unavailable(token)
    world.failure = None
    world.good(token, asked=True)
    world.failure = FAILURES[0]
    world.good(token)
    world.now += 60
    world.good(token, asked=True)
    world.good(token, asked=True)
    world.failure = None
    world.good(token, asked=True)
    world.good(token)


def test_grace():
    """During the grace an active answer is used in case of a failure, by the clock after the failure; it is judged like any other"""
    for failure in FAILURES:
        world = World(ttl=20, grace=30)
        token = world.issue()
        world.good(token, asked=True)
        world.failure = failure
        world.now += 20
        world.good(token, asked=True)
        world.now += 29.5
        world.good(token, asked=True)
        world.now += 0.5
        world.unavailable(token)
    world = World(ttl=20, grace=30)
    one, two = world.issue(exp=world.now + 40), world.issue()
    world.good(one, asked=True)
    world.good(two, asked=True)
    world.failure = ConnectionError("down")
    world.now += 39.5
    world.good(one, asked=True)
    world.now += 0.5
    world.bad(one, "expired", asked=True)
    world.travel = 9.5
    world.good(two, asked=True)
    world.travel = 0.5
    world.unavailable(two)

    world = World()
    token = world.issue()
    world.good(token, asked=True)
    world.failure = ConnectionError("down")
    world.now += 59.5
    world.good(token)
    world.now += 0.5
    world.unavailable(token)


def test_grace_is_for_active_answers():
    """An inactive answer has no grace: after a failure the token is unavailable"""
    world = World(grace=1000)
    token = word()
    world.bad(token, "inactive", asked=True)
    world.failure = TimeoutError("late")
    world.now += 9.5
    world.bad(token, "inactive")
    world.now += 0.5
    world.unavailable(token)


def test_failure_after_a_change():
    """Only the last answer is remembered: no grace for a token that was found inactive or revoked since"""
    for how in ("asked", "told"):
        world = World(ttl=20, negative_ttl=5, grace=1000)
        token = world.issue()
        world.good(token, asked=True)
        if how == "told":
            world.tokens.revoked(token)
        else:
            world.now += 20
            world.known[token]["active"] = False
            world.bad(token, "inactive", asked=True)
        world.failure = ConnectionError("down")
        world.bad(token, "inactive")
        world.now += 5
        world.unavailable(token)
        world.failure = None
        world.known[token]["active"] = True
        world.good(token, asked=True)
        world.failure = ConnectionError("down")
        world.now += 25
        world.good(token, asked=True)
