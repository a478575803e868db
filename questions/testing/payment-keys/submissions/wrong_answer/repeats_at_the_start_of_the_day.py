# fails: broken/repeats_prolong_the_day
# looks at the day's end, but never repeats shortly before it and asks again after it
from unittest.mock import Mock

import pytest
from payments import Conflict, Declined, Payments, Unavailable


def made(*said):
    bank = Mock()
    bank.charge.side_effect = said
    clock = Mock(return_value=0)
    return Payments(bank, clock), bank, clock


def test_paid():
    payments, bank, clock = made("a", "b")
    assert payments.pay("k", "ann", 5) == payments.pay("k", "ann", 5)
    for other in (("bob", 5), ("ann", 6)):
        with pytest.raises(Conflict):
            payments.pay("k", *other)
    with pytest.raises(ValueError):
        payments.pay("k2", "ann", 0)
    clock.return_value = 86_400
    assert payments.pay("k", "ann", 5)["charge"] == "b"


def test_declined():
    payments, bank, clock = made(Declined(), "a")
    assert payments.pay("k", "ann", 5)["status"] == "declined"
    assert payments.pay("k", "ann", 5)["status"] == "declined"
    with pytest.raises(KeyError):
        payments.refund("k")
    bank.refund.assert_not_called()


def test_unavailable():
    payments, bank, clock = made(Unavailable(), "a")
    with pytest.raises(Unavailable):
        payments.pay("k", "ann", 5)
    assert payments.pay("k", "ann", 5)["status"] == "paid"


def test_refund():
    payments, bank, clock = made("a")
    bank.refund.side_effect = [Unavailable(), None]
    payments.pay("k", "ann", 5)
    with pytest.raises(Unavailable):
        payments.refund("k")
    assert [payments.refund("k"), payments.refund("k")] == [True, False]
    assert payments.pay("k", "ann", 5)["status"] == "refunded"
    assert bank.refund.call_count == 2
