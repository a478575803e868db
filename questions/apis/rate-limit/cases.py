import random

import pytest
from answer import RateLimiter, limited


class Clock:
    """A clock that moves only when a case says so."""

    def __init__(self, now=1000.0):
        self.now = now

    def read(self):
        return self.now

    def advance(self, seconds):
        self.now += seconds


def make(capacity, per_second, now=1000.0):
    clock = Clock(now)
    return RateLimiter(capacity, per_second, clock.read), clock


def takes(limiter, *expected, key="kim", cost=1):
    """The next calls of take return these seconds."""
    assert [limiter.take(key, cost) for _ in expected] == list(expected)


@pytest.mark.sample
def test_burst():
    """A bucket is full when its key comes for the first time; the cost is 1 if none is given"""
    limiter, clock = make(3, 1)
    takes(limiter, 0, 0, 0, 1)
    assert limiter.take("kim") == 1
    assert [limiter.take("lee") for _ in range(4)] == [0, 0, 0, 1]
    for now in (0, 0.0, -50.0, 1e9):
        limiter, clock = make(2, 0.5, now)
        takes(limiter, 0, 0, 2, 2)
        clock.advance(2)
        takes(limiter, 0, 2)


@pytest.mark.sample
def test_filled_steadily():
    """The bucket is filled with per_second tokens per second"""
    limiter, clock = make(4, 2)
    takes(limiter, 0, 0, 0, 0, 0.5)
    clock.advance(1)
    takes(limiter, 0, 0, 0.5)
    clock.advance(1.5)
    takes(limiter, 0, 0, 0, 0.5)
    slow, clock = make(1, 0.125)
    takes(slow, 0, 8)
    clock.advance(3)
    takes(slow, 5)
    clock.advance(5)
    takes(slow, 0, 8)


def test_fractions_are_kept():
    """A bucket is filled steadily, with fractions of a token included"""
    limiter, clock = make(1, 1)
    takes(limiter, 0)
    for quarter in range(1, 4):
        clock.advance(0.25)
        takes(limiter, 1 - quarter / 4)
    clock.advance(0.25)
    takes(limiter, 0, 1)

    busy, clock = make(4, 4)
    takes(busy, 0, 0, 0, 0)
    for _ in range(6):
        clock.advance(0.375)  # one token and a half
        takes(busy, 0)
    # Six times a half is left over.
    takes(busy, 0, 0, 0, 0.25)


def test_never_above_capacity():
    """A bucket is never filled above its capacity"""
    limiter, clock = make(3, 8)
    takes(limiter, 0, 0)
    clock.advance(29)
    takes(limiter, 0, 0, 0, 0.125)
    clock.advance(100_000)
    takes(limiter, 0, 0, 0, 0.125)
    half, clock = make(1.5, 1)
    takes(half, 0, 0.5)
    clock.advance(20)
    takes(half, 0, 0.5)


def test_exactly_then():
    """The same call is let through exactly after the seconds that were returned, and not before"""
    limiter, clock = make(2, 0.5)
    takes(limiter, 0, 0, 2)
    clock.advance(1.75)
    takes(limiter, 0.25)
    clock.advance(0.25)
    takes(limiter, 0, 2)
    clock.advance(1)
    takes(limiter, 3, 3, cost=2)
    clock.advance(2.75)
    takes(limiter, 0.25, cost=2)
    clock.advance(0.25)
    takes(limiter, 0, 4, cost=2)
    takes(limiter, 2)


def test_refused_calls_change_nothing():
    """A call that was refused costs nothing and delays nothing"""
    limiter, clock = make(2, 0.5)
    takes(limiter, 0, 0)
    for waited in range(8):
        takes(limiter, 2 - waited / 4, 2 - waited / 4)
        takes(limiter, 4 - waited / 4, cost=2)
        clock.advance(0.25)
    takes(limiter, 0, 2)
    # A dear call that is refused leaves the tokens to a cheap one.
    clock.advance(2)
    takes(limiter, 2, cost=2)
    takes(limiter, 0)


def test_keys_have_their_own_buckets():
    """Each key, any hashable value, has a bucket of its own"""
    limiter, clock = make(1, 0.25)
    keys = ["kim", "Kim", "", 0, ("kim", 1), None, 0.5, "0"]
    assert [limiter.take(key) for key in keys] == [0] * len(keys)
    assert [limiter.take(key) for key in keys] == [4] * len(keys)
    clock.advance(2)
    takes(limiter, 0, key="lee")
    clock.advance(2)
    assert [limiter.take(key) for key in keys] == [0] * len(keys)
    takes(limiter, 2, key="lee")
    # Two limiters share nothing.
    other, _ = make(1, 0.25)
    takes(other, 0)


def test_costs():
    """A call takes its cost, if that many tokens are there, with fractions too"""
    limiter, clock = make(10, 2)
    takes(limiter, 0, cost=4)
    takes(limiter, 0.5, cost=7)
    takes(limiter, 0, cost=6)
    takes(limiter, 5, cost=10)
    clock.advance(1)
    takes(limiter, 0, 0.25, cost=1.25)
    takes(limiter, 0, cost=0.75)
    takes(limiter, 0.25, cost=0.5)
    clock.advance(60)
    takes(limiter, 0, 5, cost=10)


@pytest.mark.points(2)
def test_random_calls():
    """Random calls of several keys are let through or refused as the buckets say"""
    capacity, rate = random.randint(2, 5), random.choice([0.5, 1, 2, 4])
    limiter, clock = make(capacity, rate, random.randint(0, 100))
    steps = [
        (random.choice([0, 0, 0.125, 0.25, 0.5, 1, 1, 2, 20]), random.choice("abc"), random.choice([0.5, 1, 1, 1, 2]))
        for _ in range(100)
    ]
    # Whatever the random part holds: a bucket is emptied, asked in vain, filled by halves, and left alone for long.
    empty = [(0, "d", 1)] * (capacity + 2)
    steps += [(60, "e", 1), *empty, (0.5 / rate, "d", 1), (0.5 / rate, "d", 1), (0, "d", 1)]
    steps += [((capacity + 3) / rate, "d", 1), *empty]
    buckets = {}
    for seconds, key, cost in steps:
        clock.advance(seconds)
        buckets = {each: min(capacity, tokens + seconds * rate) for each, tokens in buckets.items()}
        tokens = buckets.setdefault(key, capacity)
        if tokens >= cost:
            buckets[key] -= cost
            assert limiter.take(key, cost) == 0
        else:
            assert limiter.take(key, cost) == (cost - tokens) / rate


class Key:
    """A key that knows how many of its kind are still held by anybody."""

    alive = 0

    def __init__(self, number):
        Key.alive += 1
        self.number = number

    def __del__(self):
        Key.alive -= 1

    def __eq__(self, other):
        return isinstance(other, Key) and self.number == other.number

    def __hash__(self):
        return hash(self.number)


def test_full_buckets_are_forgotten():
    """No key is held any more whose bucket has been full for 60 seconds or longer, when take has returned"""
    Key.alive = 0
    limiter, clock = make(2, 1)
    most = 0
    for number in range(60):
        assert limiter.take(Key(number)) == 0
        most = max(most, Key.alive)
        clock.advance(5)
    # Each is full after one second: those of the last 61 seconds may be there, and one in hand.
    assert most <= 15
    clock.advance(60)
    takes(limiter, 0, key="kim")
    assert Key.alive == 0
    # Also those that were used again before they were full.
    for number in range(5):
        assert limiter.take(Key(number)) == 0
    clock.advance(0.5)
    for number in range(5):
        assert limiter.take(Key(number)) == 0
    clock.advance(0.75)
    takes(limiter, 0, key="kim")
    clock.advance(62)
    takes(limiter, 0, key="kim")
    assert Key.alive == 0
    # And when many come at once, and then nobody but one for a while.
    for number in range(30):
        assert limiter.take(Key(number)) == 0
    for _ in range(7):
        clock.advance(9)
        takes(limiter, 0, 0, key="kim")
    assert Key.alive == 0


def test_other_buckets_are_kept():
    """Forgetting full buckets gives no other bucket a token"""
    limiter, clock = make(8, 0.015625)  # a token in 64 seconds
    takes(limiter, 0, cost=8)
    for minute in range(1, 8):
        clock.advance(64)
        takes(limiter, 0, key=f"other {minute}")
        takes(limiter, 64 * (8 - minute), cost=8)
    clock.advance(63)
    takes(limiter, 1, cost=8)
    takes(limiter, 0, 1 + 64 * 6, cost=7)
    clock.advance(1000)
    # 1000 seconds are fifteen tokens and more: full again, and no more than full.
    takes(limiter, 0, 512, cost=8)


def make_handler(capacity=1, per_second=0.5):
    limiter, clock = make(capacity, per_second)
    seen = []

    def handler(request):
        seen.append(request)
        return {"status": 201, "headers": {"Location": "/1"}, "body": [request["n"]]}

    return limited(handler, limiter, lambda request: request.get("client")), limiter, clock, seen


@pytest.mark.sample
def test_let_through():
    """A request that is let through goes to the handler, and its response is returned as it is"""
    handle, limiter, clock, seen = make_handler(2)
    request = {"client": "kim", "n": 7}
    response = {"status": 201, "headers": {"Location": "/1"}, "body": [7]}
    assert handle(request) == response
    assert handle(request) == response
    assert seen == [request, request]
    assert handle(request)["status"] == 429
    assert handle({"client": "lee", "n": 7}) == response
    # It is the limiter's bucket.
    takes(limiter, 2)
    # An empty string and 0 are keys like any other.
    for key in ("", 0):
        assert [handle({"client": key, "n": 7})["status"] for _ in range(3)] == [201, 201, 429]


def test_too_many_requests():
    """For a refused request the handler isn't called; a request whose key is None isn't limited"""
    handle, limiter, clock, seen = make_handler()
    assert handle({"client": "kim", "n": 1})["status"] == 201
    for _ in range(3):
        assert handle({"client": "kim", "n": 2}) == {
            "status": 429,
            "headers": {"Retry-After": "2"},
            "body": {"error": "too many requests"},
        }
    assert [request["n"] for request in seen] == [1]
    for number in range(5):
        assert handle({"n": number})["status"] == 201
    takes(limiter, 0, key=None)
    clock.advance(2)
    assert handle({"client": "kim", "n": 3})["status"] == 201


def test_retry_after():
    """Retry-After is rounded up to whole seconds; whoever waits that long is let through"""
    handle, limiter, clock, seen = make_handler(1, 0.125)
    request = {"client": "kim", "n": 1}
    handle(request)
    for passed, expected in ((0, "8"), (0.25, "8"), (0.75, "7"), (0.125, "7"), (5.875, "1"), (0.75, "1")):
        clock.advance(passed)
        assert handle(request)["headers"] == {"Retry-After": expected}
    clock.advance(0.25)
    assert handle(request)["status"] == 201
    quick, limiter, clock, seen = make_handler(1, 64)
    quick(request)
    assert quick(request)["headers"] == {"Retry-After": "1"}


@pytest.mark.parametrize("capacity, per_second", [(0, 1), (-1, 1), (1, 0), (1, -0.5)])
def test_settings(capacity, per_second):
    """A capacity or a per_second that isn't greater than 0 raises ValueError"""
    make(0.25, 0.25)
    with pytest.raises(ValueError):
        make(capacity, per_second)


def test_impossible_costs():
    """A cost that isn't greater than 0 or is greater than the capacity raises ValueError and takes nothing"""
    limiter, clock = make(2, 0.5)
    for cost in (0, -1, -0.5, 2.25, 3):
        with pytest.raises(ValueError):
            limiter.take("kim", cost)
    takes(limiter, 0, 4, cost=2)
    for cost in (0, 3):
        with pytest.raises(ValueError):
            limiter.take("kim", cost)
    takes(limiter, 2)
    quarter, clock = make(0.5, 1)
    takes(quarter, 0, 0, 0.25, cost=0.25)
    with pytest.raises(ValueError):
        quarter.take("kim")
