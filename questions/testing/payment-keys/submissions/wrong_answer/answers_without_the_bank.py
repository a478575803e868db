# fails: broken/refunds_twice, broken/declined_is_tried_again
# compares what is returned and never what the gateway was asked, with a bank that gives every charge the same id
import pytest
from payments import Conflict, Declined, Payments, Unavailable


class Bank:
    fails = None

    def charge(self, account, cents):
        if self.fails:
            raise self.fails
        return "ch"

    def refund(self, charge):
        if self.fails:
            raise self.fails


def test_all():
    bank, now = Bank(), [0]
    payments = Payments(bank, lambda: now[0])
    for _ in range(2):
        assert payments.pay("k", "ann", 5) == {"status": "paid", "charge": "ch", "cents": 5}
    for other in (("bob", 5), ("ann", 6)):
        with pytest.raises(Conflict):
            payments.pay("k", *other)
    with pytest.raises(ValueError):
        payments.pay("none", "ann", 0)
    bank.fails = Declined
    for _ in range(2):
        assert payments.pay("d", "ann", 5)["status"] == "declined"
    with pytest.raises(KeyError):
        payments.refund("d")
    bank.fails = Unavailable
    with pytest.raises(Unavailable):
        payments.pay("u", "ann", 5)
    with pytest.raises(Unavailable):
        payments.refund("k")
    bank.fails = None
    assert payments.pay("u", "ann", 5)["status"] == "paid"
    assert payments.refund("k") is True
    assert payments.refund("k") is False
    assert payments.pay("k", "ann", 5)["status"] == "refunded"
    now[0] = 50_000
    payments.pay("u", "ann", 5)
    now[0] = 86_400
    assert payments.pay("u", "bob", 7)["cents"] == 7
