import pytest
from payments import Conflict, Declined, Payments, Unavailable


class Bank:
    """Says yes to everything."""

    def charge(self, account: str, cents: int) -> str:
        return "ch_1"

    def refund(self, charge: str) -> None:
        pass


def test_pays() -> None:
    payments = Payments(Bank(), lambda: 0.0)
    assert payments.pay("k1", "ann", 500) == {"status": "paid", "charge": "ch_1", "cents": 500}
