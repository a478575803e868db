# fails: right/records, right/events
# asks that the errors derive from Exception alone: one right version gives them a base of their own
from payments import Conflict, Declined, Payments, Unavailable


def test_errors():
    for error in (Conflict, Declined, Unavailable):
        assert error.__bases__ == (Exception,)


def test_pays():
    assert Payments(type("Bank", (), {"charge": lambda *asked: "a"})(), lambda: 0).pay("k", "ann", 5)["charge"] == "a"
