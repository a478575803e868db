# two tables: what carts cost, and what is refused
import unittest

from cart import Cart

COSTS = [
    ([], None, 0),
    ([("pen", 100, 1)], None, 590),
    ([("pen", 100, 29), ("cap", 100, 1)], None, 2610 + 100 + 490),
    ([("pen", 300, 10)], None, 2700 + 490),
    ([("pen", 750, 4)], None, 3000),
    ([("pen", 500, 6), ("cap", 500, 6)], None, 6000),
    ([("pen", 350, 4), ("pen", 350, 6)], None, 3150),
    ([("pen", 15, 11), ("lamp", 6000, 1)], None, 6148),
    ([("lamp", 3500, 1)], "TENOFF", 2990),
    ([("lamp", 4500, 1)], "TENOFF", 3500),
    ([("pen", 350, 10)], "TENOFF", 3150),
    ([("pen", 100, 1)], "TENOFF", 590),
]


class Costs(unittest.TestCase):
    def test_table(self) -> None:
        for lines, code, expected in COSTS:
            with self.subTest(lines=lines, code=code):
                cart = Cart()
                for line in lines:
                    cart.add(*line)
                self.assertEqual(cart.total(code), expected)


class Refusals(unittest.TestCase):
    def setUp(self) -> None:
        self.cart = Cart()
        self.cart.add("lamp", 6000)

    def test_table(self) -> None:
        for refused in (
            lambda: self.cart.add("pen", 100, 0),
            lambda: self.cart.add("lamp", 5000, 1),
            lambda: self.cart.total("tenoff"),
        ):
            self.assertRaises(ValueError, refused)
