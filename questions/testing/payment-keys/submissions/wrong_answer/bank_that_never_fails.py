# fails: broken/declined_is_tried_again, broken/failed_refund_counts, broken/refunds_what_was_declined, broken/unavailable_is_remembered, broken/unavailable_is_swallowed
# has a bank that always says yes: what happens when it can't be reached is where money is lost
from unittest.mock import Mock

import pytest
from payments import Conflict, Payments


@pytest.fixture
def bank():
    bank = Mock()
    bank.charge.side_effect = [f"ch_{number}" for number in range(9)]
    return bank


def test_pay(bank):
    payments = Payments(bank, lambda: 0)
    assert payments.pay("k", "ann", 5) == payments.pay("k", "ann", 5)
    assert payments.pay("k2", "ann", 5)["charge"] == "ch_1"
    for other in (("bob", 5), ("ann", 6)):
        with pytest.raises(Conflict):
            payments.pay("k", *other)
    with pytest.raises(ValueError):
        payments.pay("k3", "ann", 0)
    assert bank.charge.call_count == 2


def test_next_day(bank):
    now = 0
    payments = Payments(bank, lambda: now)
    payments.pay("k", "ann", 5)
    now = 86_399
    assert payments.pay("k", "ann", 5)["charge"] == "ch_0"
    now = 86_400
    assert payments.pay("k", "ann", 5)["charge"] == "ch_1"


def test_refund(bank):
    payments = Payments(bank, lambda: 0)
    payments.pay("k", "ann", 5)
    assert [payments.refund("k"), payments.refund("k")] == [True, False]
    bank.refund.assert_called_once_with("ch_0")
    assert payments.pay("k", "ann", 5) == {"status": "refunded", "charge": "ch_0", "cents": 5}
    with pytest.raises(KeyError):
        payments.refund("none")
