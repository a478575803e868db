# unittest with mocks: stories of a client, with the gateway's calls compared at their end
import unittest
from unittest.mock import Mock, call

import payments


class Stories(unittest.TestCase):
    def setUp(self) -> None:
        self.now = 0
        self.gateway = Mock()
        self.gateway.charge.side_effect = ["a", "b", "c"]
        self.handler = payments.Payments(self.gateway, lambda: self.now)

    def pay(self, account: str = "ann", cents: int = 900) -> str:
        return self.handler.pay("key", account, cents)["status"]

    def conflict(self, account: str, cents: int) -> None:
        with self.assertRaises(payments.Conflict):
            self.pay(account, cents)

    def test_impatient_client(self) -> None:
        answers = [self.handler.pay("key", "ann", 900) for _ in range(3)]
        self.assertEqual(answers, [{"status": "paid", "charge": "a", "cents": 900}] * 3)
        self.assertEqual(self.gateway.mock_calls, [call.charge("ann", 900)])

    def test_key_used_for_something_else(self) -> None:
        self.pay()
        self.conflict("ann", 901)
        self.conflict("anna", 900)
        self.gateway.charge.assert_called_once()

    def test_poor_client(self) -> None:
        self.gateway.charge.side_effect = payments.Declined
        self.assertEqual([self.pay(), self.pay()], ["declined"] * 2)
        self.assertRaises(KeyError, self.handler.refund, "key")
        self.assertEqual(self.gateway.mock_calls, [call.charge("ann", 900)])

    def test_bank_that_is_down(self) -> None:
        self.gateway.charge.side_effect = [payments.Unavailable, "a"]
        self.assertRaises(payments.Unavailable, self.pay)
        self.assertEqual(self.pay(), "paid")

    def test_nothing_to_pay(self) -> None:
        self.assertRaises(ValueError, self.pay, "ann", 0)
        self.gateway.charge.assert_not_called()

    def test_next_day(self) -> None:
        self.pay()
        self.now = 86_399
        self.assertEqual(self.pay(), "paid")
        self.conflict("bob", 1)
        self.now = 86_400
        self.assertEqual(self.handler.pay("key", "ann", 900)["charge"], "b")

    def test_money_back(self) -> None:
        self.pay()
        self.gateway.refund.side_effect = [payments.Unavailable, None]
        self.assertRaises(payments.Unavailable, self.handler.refund, "key")
        self.assertEqual([self.handler.refund("key"), self.handler.refund("key")], [True, False])
        self.assertEqual(self.pay(), "refunded")
        self.assertEqual(self.gateway.mock_calls, [call.charge("ann", 900), call.refund("a"), call.refund("a")])
