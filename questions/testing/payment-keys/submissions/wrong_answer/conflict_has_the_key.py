# fails: right/events
# asks for the key in the conflict's text, which the prompt doesn't promise
from unittest.mock import Mock

import pytest
from payments import Conflict, Payments


def test_conflict():
    payments = Payments(Mock(**{"charge.return_value": "a"}), lambda: 0)
    payments.pay("k-17", "ann", 5)
    with pytest.raises(Conflict, match="k-17"):
        payments.pay("k-17", "ann", 6)
