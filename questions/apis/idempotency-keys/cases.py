import random

import pytest
from answer import Idempotent

MISSING = {"status": 400, "headers": {}, "body": {"error": "missing key"}}
INVALID = {"status": 400, "headers": {}, "body": {"error": "invalid key"}}
ANOTHER = {"status": 422, "headers": {}, "body": {"error": "key was used for another request"}}
IN_PROGRESS = {"status": 409, "headers": {"Retry-After": "1"}, "body": {"error": "in progress"}}


class World:
    """A layer, its handler, which does what it is told, and a clock."""

    def __init__(self, **options):
        self.now = 1000.0
        self.called = []
        self.plan = []
        self.layer = Idempotent(self.handle, lambda: self.now, **options)

    def handle(self, request):
        self.called.append(request["body"])
        if self.plan:
            return self.plan.pop(0)(request)
        return self.paid(len(self.called))

    def paid(self, number, status=201):
        return {"status": status, "headers": {"Location": f"/payments/{number}"}, "body": {"number": number}}

    def replayed(self, number, status=201):
        response = self.paid(number, status)
        return {**response, "headers": {**response["headers"], "Idempotent-Replayed": "true"}}

    def send(self, key="k", body="5 EUR", path="/payments", client="kim", method="POST", header="Idempotency-Key"):
        headers = {"Accept": "text/plain", **({} if key is None else {header: key})}
        return self.layer({"client": client, "method": method, "path": path, "headers": headers, "body": body})


@pytest.mark.sample
def test_first_request():
    """The first caller gets the handler's response as it is, and the handler gets the request"""
    world = World()
    assert world.send("a") == world.paid(1)
    assert world.send("b", "7 EUR") == world.paid(2)
    assert world.called == ["5 EUR", "7 EUR"]
    seen = []
    request = {"client": "kim", "method": "POST", "path": "/x", "headers": {"Idempotency-Key": "k"}, "body": ""}
    world.plan.append(lambda got: seen.append(got) or {"status": 200, "headers": {}, "body": None})
    assert world.layer(request) == {"status": 200, "headers": {}, "body": None}
    assert seen == [request]


@pytest.mark.sample
def test_replay():
    """The same request gets the recorded response with a header added, and the handler is not called again"""
    world = World()
    assert world.send() == world.paid(1)
    for _ in range(3):
        assert world.send() == world.replayed(1)
    assert world.called == ["5 EUR"]
    world.plan.append(lambda request: {"status": 204, "headers": {}, "body": None})
    assert world.send("empty") == {"status": 204, "headers": {}, "body": None}
    assert world.send("empty") == {"status": 204, "headers": {"Idempotent-Replayed": "true"}, "body": None}


def test_another_request():
    """A key that was used for another request, with another path or body, is 422; the record stays"""
    world = World()
    assert world.send() == world.paid(1)
    for body in ("6 EUR", "", "5 EUR ", "5 eur"):
        assert world.send(body=body) == ANOTHER
    for path in ("/refunds", "/payments/", "/Payments", ""):
        assert world.send(path=path) == ANOTHER
    assert world.send(path="/refunds", body="6 EUR") == ANOTHER
    assert world.send() == world.replayed(1)
    assert world.called == ["5 EUR"]
    # Path and body are compared each for itself.
    assert world.send("j", path="/a", body="b/c") == world.paid(2)
    assert world.send("j", path="/ab", body="/c") == ANOTHER
    assert world.send("j", path="/a", body="b/c") == world.replayed(2)


def test_clients_have_their_own_keys():
    """The same key of another client is another key"""
    world = World()
    assert world.send("k", client="kim") == world.paid(1)
    assert world.send("k", "7 EUR", client="lee") == world.paid(2)
    assert world.send("k", client="kim") == world.replayed(1)
    assert world.send("k", "7 EUR", client="lee") == world.replayed(2)
    assert world.send("b", client="a") == world.paid(3)
    assert world.send("", client="ab") == INVALID
    assert world.send("bc", client="a") == world.paid(4)
    assert world.send("c", client="ab") == world.paid(5)
    assert world.send("K", client="kim") == world.paid(6)


@pytest.mark.points(2)
def test_random_requests():
    """Each payment happens once, however often and in whatever order the requests come"""
    world = World()
    payments = [(f"k{number}", random.choice(["kim", "lee"]), f"{random.randint(1, 99)} EUR") for number in range(15)]
    attempts = payments * 3
    random.shuffle(attempts)
    numbers = {}
    for key, client, body in attempts:
        world.now += random.randint(0, 100)
        response = world.send(key, body, client=client)
        if key in numbers:
            assert response == world.replayed(numbers[key])
            assert world.send(key, body + "!", client=client) == ANOTHER
        else:
            numbers[key] = len(world.called)
            assert response == world.paid(numbers[key])
    assert len(world.called) == 15


def test_client_errors_are_recorded():
    """A response with a status less than 500 is recorded, also if it is an error"""
    for status in (200, 301, 400, 402, 409, 422, 429, 499):
        world = World()
        world.plan.append(lambda request, world=world, status=status: world.paid(1, status))
        assert world.send() == world.paid(1, status)
        assert world.send() == world.replayed(1, status)
        assert world.send(body="6 EUR") == ANOTHER
        assert len(world.called) == 1


def test_server_errors_are_not_recorded():
    """With a status of 500 or more nothing is recorded and the key is new again"""
    for status in (500, 502, 503, 599):
        world = World()
        world.plan += [lambda request, world=world, status=status: world.paid(9, status)] * 2
        assert world.send() == world.paid(9, status)
        assert world.send() == world.paid(9, status)
        # Also for another request.
        assert world.send(body="6 EUR") == world.paid(3)
        assert world.send(body="6 EUR") == world.replayed(3)
        assert world.send() == ANOTHER


def test_exceptions_free_the_key():
    """If the handler raises anything at all, it passes through and the key is new again"""
    for error in (ValueError("x"), KeyError("k"), TimeoutError(), KeyboardInterrupt(), SystemExit(3)):
        world = World()

        def fail(request, error=error):
            raise error

        world.plan += [fail, fail]
        for _ in range(2):
            with pytest.raises(type(error)):
                world.send()
        assert world.send() == world.paid(3)
        assert world.send() == world.replayed(3)


def test_in_progress():
    """While the handler is running, the same request is 409 and another is 422; other keys go their way"""
    world = World(ttl=10)
    seen = []

    def slow(request):
        seen.append(world.send())
        seen.append(world.send(body="6 EUR"))
        seen.append(world.send(path="/refunds"))
        seen.append(world.send("other"))
        seen.append(world.send(client="lee"))
        world.now += 50  # does not expire
        seen.append(world.send())
        return world.paid(1)

    world.plan.append(slow)
    assert world.send() == world.paid(1)
    assert seen == [IN_PROGRESS, ANOTHER, ANOTHER, world.paid(2), world.paid(3), IN_PROGRESS]
    assert world.send() == world.replayed(1)
    assert world.send(client="lee") == world.paid(4)  # its record has expired
    assert len(world.called) == 4

    def slow_and_failing(request):
        seen.append(world.send("f"))
        return world.paid(0, 503)

    world.plan.append(slow_and_failing)
    assert world.send("f") == world.paid(0, 503)
    assert seen[-1] == IN_PROGRESS
    assert world.send("f") == world.paid(6)


def test_kept_for_ttl():
    """A record is kept for ttl seconds, a day if none is given; exactly then the key is new again"""
    for options, ttl in (({"ttl": 60}, 60), ({}, 86400)):
        world = World(**options)
        assert world.send() == world.paid(1)
        world.now += ttl - 1
        assert world.send() == world.replayed(1)
        world.now += 0.75
        # Replaying doesn't prolong it.
        assert world.send() == world.replayed(1)
        assert world.send(body="6 EUR") == ANOTHER
        world.now += 0.25
        assert world.send(body="6 EUR") == world.paid(2)
        assert world.send() == ANOTHER
        world.now += ttl + 100
        assert world.send() == world.paid(3)


def test_counts_from_the_end_of_the_handler():
    """The ttl seconds are counted from the end of the handler"""
    world = World(ttl=60)

    def slow(request):
        world.now += 45
        return world.paid(1)

    world.plan.append(slow)
    assert world.send() == world.paid(1)
    world.now += 59
    assert world.send() == world.replayed(1)
    world.now += 1
    assert world.send() == world.paid(2)


def test_key_header():
    """The header's name is compared without regard to case; a missing, empty or too long key is 400"""
    world = World()
    assert world.send() == world.paid(1)
    for header in ("idempotency-key", "IDEMPOTENCY-KEY", "Idempotency-key"):
        assert world.send(header=header) == world.replayed(1)
    assert world.send(None) == MISSING
    assert world.send(header="X-Idempotency-Key") == MISSING
    assert world.send(header="Idempotency") == MISSING
    assert world.send("") == INVALID
    assert world.send("x" * 65) == INVALID
    assert world.send("x" * 65, header="idempotency-KEY") == INVALID
    assert world.send("x" * 64) == world.paid(2)
    assert world.send("y") == world.paid(3)
    assert world.send("0") == world.paid(4)


def test_other_methods():
    """Requests of any other method than POST go to the handler, with or without a key"""
    world = World()
    assert world.send() == world.paid(1)
    for number, method in enumerate(("GET", "PUT", "DELETE", "PATCH", "HEAD"), start=1):
        assert world.send(method=method) == world.paid(2 * number)
        assert world.send(None, method=method) == world.paid(2 * number + 1)
    assert world.send() == world.replayed(1)
    assert world.send("get", method="GET") == world.paid(12)
    assert world.send("get") == world.paid(13)
