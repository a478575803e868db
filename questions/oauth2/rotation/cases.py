import random

import pytest
from answer import OAuthError, RefreshTokens


class World:
    """A server with a clock; every login here is Ada's in the shop, unless told otherwise."""

    def __init__(self, **settings):
        self.now = float(random.randrange(1_000, 1_000_000))
        self.server = RefreshTokens(lambda: self.now, **settings)

    def login(self, scope="read write"):
        token = self.server.issue("shop", "ada", scope)
        assert isinstance(token, str)
        return token

    def next(self, token, scope=None, *, expected="read write"):
        """The token that a good refresh brings."""
        result = self.server.refresh(token, "shop", scope)
        fresh = result["refresh_token"]
        assert isinstance(fresh, str)
        assert result == {"user": "ada", "scope": expected, "refresh_token": fresh}
        return fresh

    def refused(self, token, error="invalid_grant", client_id="shop", scope=None):
        with pytest.raises(OAuthError) as caught:
            self.server.refresh(token, client_id, scope)
        assert caught.value.error == error


@pytest.mark.sample
def test_rotation():
    """Each refresh brings a new token of the family; families are independent"""
    world = World()
    first = world.login()
    other = world.server.issue("news", "bob", "mail")
    seen = {first, other}
    token = first
    for _ in range(5):
        world.now += 1000
        token = world.next(token)
        assert token not in seen
        seen.add(token)
    world.now -= 4000
    result = world.server.refresh(other, "news")
    assert (result["user"], result["scope"]) == ("bob", "mail")
    world.refused("unknown")


def test_long_tokens():
    """A token has at least 22 characters, and none comes twice"""
    world = World()
    tokens = []
    for _ in range(10):
        tokens.append(world.login())
        tokens.append(world.next(tokens[-1]))
    assert [token for token in tokens if len(token) < 22] == []
    assert len(set(tokens)) == 20


def test_other_client():
    """A token that belongs to another client is refused, and nothing changes"""
    world = World()
    token = world.login()
    world.refused(token, client_id="news")
    second = world.next(token)
    world.now += 500
    world.refused(token, client_id="news")
    world.refused(second, client_id="")
    third = world.next(second)
    world.server.revoke(third, "news")
    world.server.revoke("unknown", "shop")
    world.next(third)


@pytest.mark.sample
def test_scope():
    """The result has the names asked for, sorted, each once; a later refresh may ask for all of the login's scope again"""
    world = World()
    token = world.login("write read admin read")
    token = world.next(token, expected="admin read write")
    token = world.next(token, "write", expected="write")
    token = world.next(token, "write admin write", expected="admin write")
    token = world.next(token, "read", expected="read")
    world.next(token, expected="admin read write")


def test_refused_scope():
    """A name that the login's scope didn't have is refused, and nothing changes: the token has not been used"""
    world = World()
    token = world.login("read write")
    for scope in ("admin", "read admin", "rea", "readwrite", "read write delete"):
        world.refused(token, "invalid_scope", scope=scope)
    world.now += 1000
    second = world.next(token, "read", expected="read")
    world.now += 5
    world.refused(token, "invalid_scope", scope="admin")
    world.next(second)
    world.refused(token, "invalid_grant", scope="admin")


def test_idle():
    """A token that has not been used is good for less than the idle time after it was issued, each one anew"""
    for settings, idle in (({}, 3600), ({"idle": 60}, 60)):
        world = World(**settings)
        token, forgotten = world.login(), world.login()
        for _ in range(3):
            world.now += idle - 0.5
            token = world.next(token)
        world.refused(forgotten)
        world.now += idle
        world.refused(token)
        world.refused(token)
        world.refused(token, scope="admin")
        world.now -= 0.5
        world.next(token)


def test_lifetime():
    """The family ends when its login was lifetime seconds ago, however often it was refreshed"""
    for settings, lifetime in (({"idle": 1e9}, 86400), ({"lifetime": 100, "leeway": 50}, 100)):
        world = World(**settings)
        one, two = world.login(), world.login()
        for _ in range(3):
            world.now += lifetime / 4
            one = world.next(one)
        world.now += lifetime / 4 - 0.5
        used, one = one, world.next(one)
        world.next(two)
        world.now += 0.5
        for token in (one, two, used):
            world.refused(token)
        world.refused(one, scope="admin")
        world.next(world.login())


@pytest.mark.sample
def test_reuse_revokes_the_family():
    """Reuse of a token revokes the whole family, and no other"""
    world = World(leeway=0)
    for steps in (1, 2, 4):
        tokens = [world.login()]
        bystander = world.next(world.login())
        for _ in range(steps):
            tokens.append(world.next(tokens[-1]))
        world.refused(random.choice(tokens[:-1]))
        for token in reversed(tokens):
            world.refused(token)
            world.refused(token, scope="admin")
        world.next(bystander)


def test_old_tokens_are_remembered():
    """A used token is remembered, however long ago it was used: its reuse is noticed after its idle time, too"""
    world = World(idle=100, lifetime=100_000)
    first = token = world.login()
    for _ in range(50):
        world.now += 90
        token = world.next(token)
    world.refused(first)
    world.refused(token)


def test_retry():
    """A retry soon after the use brings another token, which goes on"""
    for _ in range(2):
        world = World()
        first = world.login()
        world.next(first, "read", expected="read")
        world.now += 9
        third = world.next(first)
        world.now += 500
        fourth = world.next(third, "write", expected="write")
        world.now += 500
        world.next(world.next(fourth))

        second = world.next(world.login())
        world.now += 3590
        third = world.next(second)
        world.now += 9.5
        fourth = world.next(second)
        world.next(fourth)


def test_retry_in_time():
    """It is a retry less than leeway seconds after the first use, and while no token issued in exchange has been used"""
    for settings, leeway in (({}, 10), ({"leeway": 4}, 4)):
        world = World(**settings)
        first = world.login()
        world.next(first)
        world.now += leeway - 0.5
        second = world.next(first)
        world.now += 0.5
        world.refused(first)
        world.refused(second)

    world = World(leeway=0)
    first = world.login()
    second = world.next(first)
    world.refused(first)
    world.refused(second)

    world = World()
    first = world.login()
    second = world.next(first)
    third = world.next(second)
    world.refused(first)
    world.refused(third)

    world = World()
    first = world.login()
    world.next(first)
    second = world.next(first)
    third = world.next(second)
    fourth = world.next(second)
    world.refused(first)
    for token in (fourth, third, second):
        world.refused(token)


def test_replaced_token():
    """A token that a retry has replaced is reuse, and revokes the family"""
    world = World()
    first = world.login()
    tokens = [world.next(first) for _ in range(3)]
    world.refused(tokens[0])
    for token in (*tokens[::-1], first):
        world.refused(token)

    world = World()
    first = world.login()
    replaced, second = world.next(first), world.next(first)
    third = world.next(second)
    world.refused(replaced)
    world.refused(third)

    world = World(idle=100)
    first = world.login()
    replaced, token = world.next(first), world.next(first)
    for _ in range(3):
        world.now += 60
        token = world.next(token)
    world.refused(replaced)
    world.refused(token)


def test_revoke():
    """Revoking any token of a family revokes the whole family, and no other"""
    for number in range(4):
        world = World()
        first, other = world.login(), world.login()
        replaced, second = world.next(first), world.next(first)
        tokens = [first, replaced, second, world.next(second)]
        assert world.server.revoke(tokens[number], "shop") is None
        for token in reversed(tokens):
            world.refused(token)
        world.server.revoke(tokens[number], "shop")
        world.next(other)


class Family:
    """A login of which is known what its tokens are good for."""

    def __init__(self, world):
        self.world, self.login = world, world.now
        self.tokens, self.issued = [world.login()], world.now
        self.before, self.used, self.over = None, None, False

    def come_with(self, token):
        world, newest = self.world, self.tokens[-1]
        alive = not self.over and world.now - self.login < 400
        if alive and token == newest:
            alive = world.now - self.issued < 60
            if alive:
                self.before, self.used = token, world.now
        elif alive and not (token == self.before and world.now - self.used < 10):
            self.over = True
            alive = False
        if not alive:
            world.refused(token)
            return
        self.tokens.append(world.next(token))
        self.issued = world.now

    def come_after(self, *steps):
        """Each step: how long to wait, and which of the tokens to come with, by when it was issued."""
        for pause, number in steps:
            self.world.now += pause
            self.come_with(self.tokens[number])


def test_random_families():
    """Random requests with old and new tokens come to what the contract says"""
    soon = random.choice([0, 1, 9])
    # Chance alone doesn't bring each of these every time.
    ends = [
        [(0, 0), (30, 1), (30, 2), (random.choice([30, 45]), 3), (soon, 0), (soon, 4)],
        [(30, 0), (soon, 0), (soon, 1), (soon, 2)],
        [(30, 0), (0, 1), (soon, 0), (soon, 2)],
        [(0, 0), (60, 1), (0, 0), (0, 1)],
        [(50, -1)] * 8,
    ]
    for end in ends * 2:
        world = World(idle=60, lifetime=400, leeway=10)
        families = []
        for _ in range(60):
            world.now += random.choice([0, 0, 1, 9, 10, 30])
            if not families or random.random() < 0.12:
                families.append(Family(world))
                continue
            family = random.choice(families[-3:])
            tokens = family.tokens
            family.come_with(random.choice([tokens[-1]] * 6 + tokens[-4:-1] + [random.choice(tokens)]))
        Family(world).come_after(*end)
