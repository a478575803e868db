import random

import answer
import pytest


class Service:
    """What the client talks to: plays a script of results and errors and notes what happens."""

    def __init__(self, *script) -> None:
        self.script = list(script)
        self.requests = []
        self.slept = []

    def send(self, request):
        self.requests.append(request)
        step = self.script.pop(0)
        if isinstance(step, BaseException):
            raise step
        return step

    def sleep(self, seconds) -> None:
        self.slept.append(seconds)

    @property
    def attempts(self) -> int:
        return len(self.requests)

    def client(self, **options):
        settings = {"attempts": 4, "base_delay": 0.25, "max_delay": 60.0, "sleep": self.sleep}
        return answer.Client(self.send, **{**settings, **options})


def budget_of(tokens, capacity=10, per_success=0.5):
    """A budget from which all but `tokens` has been withdrawn."""
    budget = answer.RetryBudget(capacity, per_success)
    for _ in range(capacity - tokens):
        assert budget.withdraw() is True
    return budget


@pytest.mark.sample
@pytest.mark.parametrize("result", [{"items": [1, 2]}, None, False, 0, []])
def test_first_answer_is_enough(result):
    """Returns the first answer, falsy ones too, without retry, sleep or fallback"""
    service = Service(result)
    budget = budget_of(5)
    client = service.client(budget=budget, fallback=lambda request, error: "fallback")
    assert client.call("user 7") == result
    assert service.requests == ["user 7"]
    assert service.slept == []
    assert budget.tokens == 5.5


@pytest.mark.sample
def test_retries_with_doubling_delays():
    """Sends the same request again, after delays that double, and starts afresh with the next call"""
    errors = [ConnectionResetError("1"), TimeoutError("2"), ConnectionRefusedError("3")]
    service = Service(*errors, "fine", ConnectionError("4"), "fine again")
    client = service.client()
    assert client.call("user 7") == "fine"
    assert service.requests == ["user 7"] * 4
    assert service.slept == [0.25, 0.5, 1.0]
    assert client.call("user 8") == "fine again"
    assert service.slept == [0.25, 0.5, 1.0, 0.25]


def test_delay_is_capped():
    """Delays double up to the maximum and stay there"""
    service = Service(*[TimeoutError()] * 5, "fine")
    assert service.client(attempts=6, base_delay=0.5, max_delay=3.0).call("user 7") == "fine"
    assert service.slept == [0.5, 1.0, 2.0, 3.0, 3.0]

    cap = random.randrange(1, 40) / 4
    capped = Service(*[TimeoutError()] * 6, "fine")
    assert capped.client(attempts=7, max_delay=cap).call("user 7") == "fine"
    assert capped.slept == [min(0.25 * 2**number, cap) for number in range(6)]

    exact = Service(*[TimeoutError()] * 3, "fine")
    assert exact.client(base_delay=5, max_delay=2.0).call("user 7") == "fine"
    assert exact.slept == [2.0, 2.0, 2.0]

    default = Service(*[TimeoutError()] * 7, "fine")
    assert answer.Client(default.send, attempts=8, sleep=default.sleep).call("user 7") == "fine"
    assert default.slept == pytest.approx([0.1, 0.2, 0.4, 0.8, 1.6, 2.0, 2.0])


def test_gives_up_after_the_last_attempt():
    """Raises the last attempt's error itself, with no sleep and no token after it"""
    errors = [TimeoutError("first"), ConnectionResetError("second"), TimeoutError("third")]
    service = Service(*errors)
    budget = budget_of(5)
    with pytest.raises(TimeoutError, match="^third$") as caught:
        service.client(attempts=3, budget=budget).call("user 7")
    assert caught.value is errors[2]
    assert service.attempts == 3
    assert service.slept == [0.25, 0.5]
    assert budget.tokens == 3

    single = Service(TimeoutError("only"))
    with pytest.raises(TimeoutError, match="^only$"):
        single.client(attempts=1, budget=budget).call("user 7")
    assert single.slept == []
    assert budget.tokens == 3

    default = Service(*[ConnectionError("down")] * 3)
    with pytest.raises(ConnectionError, match="^down$"):
        answer.Client(default.send, sleep=default.sleep).call("user 7")
    assert default.attempts == 3


def test_bucket():
    """The bucket starts full, gives whole tokens only and never holds more than its capacity"""
    budget = answer.RetryBudget(2, 0.5)
    assert budget.tokens == 2
    budget.deposit()
    assert budget.tokens == 2
    assert budget.withdraw() is True
    assert budget.tokens == 1
    assert budget.withdraw() is True
    assert budget.tokens == 0
    assert budget.withdraw() is False
    assert budget.tokens == 0
    budget.deposit()
    assert budget.withdraw() is False
    assert budget.tokens == 0.5
    budget.deposit()
    assert budget.withdraw() is True
    assert budget.tokens == 0

    coarse = answer.RetryBudget(2, 1.5)
    assert coarse.withdraw() is True
    coarse.deposit()
    assert coarse.tokens == 2

    default = answer.RetryBudget()
    assert default.tokens == 10
    assert default.withdraw() is True
    default.deposit()
    assert default.tokens == pytest.approx(9.1)


def test_each_retry_costs_a_token():
    """Each retry, and only a retry, takes a token, before it sleeps"""
    service = Service(TimeoutError(), TimeoutError(), "fine")
    budget = budget_of(6, per_success=0.25)
    tokens_while_sleeping = []

    def sleep(seconds):
        tokens_while_sleeping.append((seconds, budget.tokens))

    assert service.client(budget=budget, sleep=sleep).call("user 7") == "fine"
    assert tokens_while_sleeping == [(0.25, 5), (0.5, 4)]
    assert budget.tokens == 4.25


def test_empty_budget_stops_retries():
    """Gives up at once, without sleeping, when the budget has less than a token left"""
    service = Service(TimeoutError("first"), TimeoutError("second"))
    budget = budget_of(1)
    with pytest.raises(TimeoutError, match="^second$"):
        service.client(budget=budget).call("user 7")
    assert service.attempts == 2
    assert service.slept == [0.25]
    assert budget.tokens == 0

    budget.deposit()
    broke = Service(TimeoutError("third"))
    with pytest.raises(TimeoutError, match="^third$"):
        broke.client(budget=budget).call("user 7")
    assert broke.slept == []
    assert budget.tokens == 0.5


def test_success_pays_into_the_budget():
    """Each call that succeeds pays in once, after a retry too; errors and fallbacks don't"""
    budget = budget_of(4, per_success=0.25)
    service = Service("fine", "fine", TimeoutError(), "fine")
    client = service.client(budget=budget)
    client.call("user 7")
    client.call("user 8")
    assert budget.tokens == 4.5
    client.call("user 9")
    assert budget.tokens == 3.75

    failing = Service(TimeoutError(), ValueError("bad request"))
    rescued = failing.client(attempts=1, budget=budget, fallback=lambda request, error: "saved")
    assert rescued.call("user 7") == "saved"
    with pytest.raises(ValueError):
        rescued.call("user 8")
    assert budget.tokens == 3.75


def test_budget_is_shared_only_when_given():
    """Clients share a budget they are given, and have one of their own otherwise"""
    shared = budget_of(1)
    first = Service(TimeoutError(), "fine")
    assert first.client(budget=shared).call("user 7") == "fine"
    second = Service(TimeoutError("no token"))
    with pytest.raises(TimeoutError, match="^no token$"):
        second.client(budget=shared).call("user 7")

    for _ in range(3):
        service = Service(*[TimeoutError("down")] * 20)
        with pytest.raises(TimeoutError, match="^down$"):
            service.client(attempts=20).call("user 7")
        assert service.attempts == 11


@pytest.mark.parametrize("idempotent", [True, False])
@pytest.mark.parametrize("kind", [ValueError, PermissionError, OSError, KeyboardInterrupt])
def test_other_errors_are_raised_at_once(kind, idempotent):
    """Other errors, also other OSErrors and interrupts, are raised without retry, token or fallback"""
    error = kind("no use")
    service = Service(error)
    budget = budget_of(5)
    client = service.client(budget=budget, fallback=lambda request, error: "fallback")
    with pytest.raises(kind, match="^no use$") as caught:
        client.call("user 7", idempotent=idempotent)
    assert caught.value is error
    assert service.attempts == 1
    assert service.slept == []
    assert budget.tokens == 5


@pytest.mark.parametrize("idempotent", [True, False])
def test_open_circuit_is_not_retried(idempotent):
    """An open circuit means giving up: no retry, no token, straight to the fallback"""
    error = answer.CircuitOpenError("circuit is open")
    service = Service(error, error, TimeoutError(), error)
    budget = budget_of(5)
    saved = service.client(budget=budget, fallback=lambda request, error: f"saved {request}")
    assert saved.call("user 7", idempotent=idempotent) == "saved user 7"
    with pytest.raises(answer.CircuitOpenError, match="^circuit is open$"):
        service.client(budget=budget).call("user 8", idempotent=idempotent)
    assert service.attempts == 2
    assert service.slept == []
    assert budget.tokens == 5

    assert saved.call("user 9") == "saved user 9"
    assert service.attempts == 4
    assert budget.tokens == 4


@pytest.mark.parametrize("kind", [TimeoutError, ConnectionResetError, ConnectionError])
def test_write_of_unknown_fate_is_raised_at_once(kind):
    """A request that must not be repeated and may have arrived is raised, not retried and not covered up"""
    error = kind("fate unknown")
    service = Service(error)
    budget = budget_of(5)
    client = service.client(budget=budget, fallback=lambda request, error: "covered up")
    with pytest.raises(kind, match="^fate unknown$") as caught:
        client.call("order 8", idempotent=False)
    assert caught.value is error
    assert service.attempts == 1
    assert service.slept == []
    assert budget.tokens == 5


def test_write_that_never_arrived_is_retried():
    """A request that must not be repeated is retried while it never arrived, and no longer"""
    service = Service(ConnectionRefusedError("no"), ConnectionRefusedError("no"), "ordered")
    assert service.client().call("order 8", idempotent=False) == "ordered"
    assert service.slept == [0.25, 0.5]

    unlucky = Service(ConnectionRefusedError("no"), TimeoutError("late"))
    client = unlucky.client(fallback=lambda request, error: "covered up")
    with pytest.raises(TimeoutError, match="^late$"):
        client.call("order 8", idempotent=False)

    closed = Service(*[ConnectionRefusedError("no")] * 4)
    client = closed.client(fallback=lambda request, error: "queued")
    assert client.call("order 8", idempotent=False) == "queued"
    assert closed.attempts == 4


def test_fallback_after_giving_up():
    """The fallback gets the request and the last error, after the last attempt or with an empty budget"""
    seen = []

    def fallback(request, error):
        seen.append((request, error))
        return None

    errors = [TimeoutError("first"), ConnectionResetError("second")]
    service = Service(*errors)
    assert service.client(attempts=2, fallback=fallback).call("user 7") is None
    assert service.slept == [0.25]
    third = TimeoutError("third")
    broke = Service(third)
    assert broke.client(budget=budget_of(0), fallback=fallback).call("user 8") is None
    assert [request for request, _ in seen] == ["user 7", "user 8"]
    assert seen[0][1] is errors[1]
    assert seen[1][1] is third


@pytest.mark.parametrize("kind", [LookupError, TimeoutError])
def test_fallback_that_fails(kind):
    """An error of the fallback goes to the caller; it isn't retried"""
    calls = []

    def fallback(request, error):
        calls.append(request)
        raise kind("cache is empty")

    service = Service(TimeoutError("first"), TimeoutError("second"))
    with pytest.raises(kind, match="^cache is empty$"):
        service.client(attempts=2, fallback=fallback).call("user 7")
    assert calls == ["user 7"]
    assert service.attempts == 2
