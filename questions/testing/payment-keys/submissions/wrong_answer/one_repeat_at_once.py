# fails: broken/a_day_too_long, broken/repeats_prolong_the_day
# repeats only at once: neither the end of the day nor what a repeat does to it is tested
import pytest
from payments import Conflict, Declined, Payments, Unavailable


class Bank:
    def __init__(self, *said):
        self.said = list(said)
        self.calls = 0

    def next(self, *asked):
        self.calls += 1
        said = self.said.pop(0)
        if isinstance(said, str):
            return said
        raise said

    charge = refund = next


def test_repeat():
    bank = Bank("a")
    payments = Payments(bank, lambda: 0)
    assert payments.pay("k", "ann", 5) == payments.pay("k", "ann", 5)
    for other in (("bob", 5), ("ann", 6)):
        with pytest.raises(Conflict):
            payments.pay("k", *other)
    with pytest.raises(ValueError):
        payments.pay("k", "ann", 0)
    assert bank.calls == 1


def test_declined():
    payments = Payments(Bank(Declined()), lambda: 0)
    assert payments.pay("k", "ann", 5) == payments.pay("k", "ann", 5)
    with pytest.raises(KeyError):
        payments.refund("k")


def test_unavailable():
    payments = Payments(Bank(Unavailable(), "a", Unavailable(), "done"), lambda: 0)
    with pytest.raises(Unavailable):
        payments.pay("k", "ann", 5)
    assert payments.pay("k", "ann", 5)["status"] == "paid"
    with pytest.raises(Unavailable):
        payments.refund("k")
    assert payments.refund("k") is True
    assert payments.refund("k") is False
    assert payments.pay("k", "ann", 5)["status"] == "refunded"
