# a fake bank that writes down what it is asked, and one function for each rule
import pytest
from payments import Conflict, Declined, Payments, Unavailable

DAY = 86_400


class Bank:
    """Does the next thing that it was told to, else says yes; every charge has an id of its own."""

    def __init__(self) -> None:
        self.asked: list[tuple] = []
        self.raises: list[type[Exception]] = []

    def _ask(self, *asked: object) -> None:
        self.asked.append(asked)
        if self.raises:
            raise self.raises.pop(0)

    def charge(self, account: str, cents: int) -> str:
        self._ask("charge", account, cents)
        return f"ch_{len(self.asked)}"

    def refund(self, charge: str) -> None:
        self._ask("refund", charge)


class Clock:
    def __init__(self) -> None:
        self.now = 5_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def bank() -> Bank:
    return Bank()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def payments(bank: Bank, clock: Clock) -> Payments:
    return Payments(bank, clock)


def paid(charge: str, cents: int = 500, status: str = "paid") -> dict:
    return {"status": status, "charge": charge, "cents": cents}


def test_pays_and_says_so(payments: Payments, bank: Bank) -> None:
    assert payments.pay("k1", "ann", 1) == paid("ch_1", 1)
    assert bank.asked == [("charge", "ann", 1)]


def test_a_repeat_charges_nothing(payments: Payments, bank: Bank) -> None:
    first = payments.pay("k1", "ann", 500)
    assert payments.pay("k1", "ann", 500) == first == paid("ch_1")
    assert len(bank.asked) == 1


def test_another_key_is_another_payment(payments: Payments) -> None:
    assert payments.pay("k1", "ann", 500) != payments.pay("k2", "ann", 500)


@pytest.mark.parametrize("cents", [0, -1])
def test_too_little_never_reaches_the_bank(payments: Payments, bank: Bank, cents: int) -> None:
    with pytest.raises(ValueError):
        payments.pay("k1", "ann", cents)
    assert bank.asked == []
    assert payments.pay("k1", "ann", 500) == paid("ch_1")


@pytest.mark.parametrize("other", [("bob", 500), ("ann", 501)])
@pytest.mark.parametrize("declined", [False, True])
def test_the_same_key_for_something_else(payments: Payments, bank: Bank, other: tuple, declined: bool) -> None:
    bank.raises = [Declined] * declined
    payments.pay("k1", "ann", 500)
    with pytest.raises(Conflict):
        payments.pay("k1", *other)
    assert len(bank.asked) == 1


def test_declined_is_remembered(payments: Payments, bank: Bank) -> None:
    bank.raises = [Declined]
    assert payments.pay("k1", "ann", 500) == {"status": "declined", "charge": None, "cents": 500}
    assert payments.pay("k1", "ann", 500) == {"status": "declined", "charge": None, "cents": 500}
    assert len(bank.asked) == 1


def test_unavailable_is_raised_and_forgotten(payments: Payments, bank: Bank) -> None:
    bank.raises = [Unavailable]
    with pytest.raises(Unavailable):
        payments.pay("k1", "ann", 500)
    assert payments.pay("k1", "bob", 700) == paid("ch_2", 700)


def test_a_key_lasts_a_day(payments: Payments, bank: Bank, clock: Clock) -> None:
    payments.pay("k1", "ann", 500)
    clock.now += DAY - 1
    assert payments.pay("k1", "ann", 500) == paid("ch_1")
    clock.now += 1
    assert payments.pay("k1", "bob", 700) == paid("ch_2", 700)


def test_nothing_can_be_refunded_after_a_day(payments: Payments, bank: Bank, clock: Clock) -> None:
    payments.pay("k1", "ann", 500)
    clock.now += DAY
    with pytest.raises(KeyError):
        payments.refund("k1")
    assert len(bank.asked) == 1


def test_refunds_once(payments: Payments, bank: Bank) -> None:
    payments.pay("k1", "ann", 500)
    assert payments.refund("k1") is True
    assert payments.refund("k1") is False
    assert bank.asked[1:] == [("refund", "ch_1")]


def test_a_refunded_payment_is_remembered(payments: Payments, bank: Bank) -> None:
    payments.pay("k1", "ann", 500)
    payments.refund("k1")
    assert payments.pay("k1", "ann", 500) == paid("ch_1", status="refunded")
    assert len(bank.asked) == 2


def test_what_was_not_paid_is_not_refunded(payments: Payments, bank: Bank) -> None:
    bank.raises = [Declined]
    payments.pay("k1", "ann", 500)
    for key in ("k1", "unknown"):
        with pytest.raises(KeyError):
            payments.refund(key)
    assert len(bank.asked) == 1


def test_a_refund_that_failed_is_tried_again(payments: Payments, bank: Bank) -> None:
    payments.pay("k1", "ann", 500)
    bank.raises = [Unavailable]
    with pytest.raises(Unavailable):
        payments.refund("k1")
    assert payments.pay("k1", "ann", 500) == paid("ch_1")
    assert payments.refund("k1") is True
    assert bank.asked[1:] == [("refund", "ch_1")] * 2
