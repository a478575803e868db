# fails: right/events
# gives a list of times, one for each call: how often the clock is read is nobody's rule
from unittest.mock import Mock

from payments import Payments


def test_next_day():
    bank = Mock()
    bank.charge.side_effect = ["a", "b"]
    payments = Payments(bank, Mock(side_effect=[0, 86_400, 86_400]))
    assert payments.pay("k", "ann", 5)["charge"] == "a"
    assert payments.pay("k", "ann", 5)["charge"] == "b"
