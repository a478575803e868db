"""What tests may see of the module that they test, and what stays with it. Reading it by Python's means is tried on the real thing."""

import sys
import types
import unittest

from _viva.boundary.codec import WireError
from _viva.boundary.window import Window
from pair import connected

TEXT = '''
import re
from functools import reduce
from decimal import Decimal

LIMIT = 3
_secret = 4

class Full(Exception):
    pass

class Cart:
    """Holds things."""

    def __init__(self):
        self.things = []
        self._hidden = 1

    def add(self, thing):
        if len(self.things) == LIMIT:
            raise Full(thing)
        self.things.append(thing)
        return len(self.things)
'''


def raises(kind, text=""):
    return unittest.TestCase().assertRaisesRegex(kind, text)


class Looking(unittest.TestCase):
    def setUp(self):
        module = types.ModuleType("cart")
        exec(compile(TEXT, "cart.py", "exec"), module.__dict__)
        sys.modules["cart"] = module
        self.addCleanup(sys.modules.pop, "cart")
        self.tests, other = connected()
        Window(other, "cart")
        self.cart = self.tests.import_("cart")

    def test_public_names_work(self):
        cart = self.cart.Cart()
        assert [cart.add(n) for n in "abc"] == [1, 2, 3] and cart.things == ["a", "b", "c"] and self.cart.LIMIT == 3
        with raises(self.cart.Full, "d") as caught:
            cart.add("d")
        assert not self.tests.trace(caught.exception)
        assert dir(self.cart) == ["Cart", "Decimal", "Full", "LIMIT"]
        assert "add" in dir(cart) and "_hidden" not in dir(cart)

    def test_what_is_private_or_imported_stays(self):
        for x, name in ((self.cart, "_secret"), (self.cart.Cart(), "_hidden"), (self.cart.Cart.add, "__code__")):
            with raises(AttributeError, "private"):
                getattr(x, name)
        for name in ("re", "reduce"):
            with raises(AttributeError, "imported"):
                getattr(self.cart, name)
        with raises(ModuleNotFoundError):
            self.tests.import_("gc")
        assert set(self.tests.request("vars", self.cart)) == {"LIMIT", "Full", "Cart", "Decimal"}
        assert set(self.tests.request("vars", self.cart.Cart())) == {"things"}

    def test_only_what_is_there_can_be_replaced(self):
        self.cart.LIMIT = 0
        with raises(self.cart.Full):
            self.cart.Cart().add(1)
        for x, name in ((self.cart, "len"), (self.cart, "re"), (self.cart.Cart, "other"), (self.cart, "__builtins__")):
            with raises(AttributeError):
                setattr(x, name, None)

    def test_of_other_modules_little(self):
        system, clock = self.tests.import_("sys"), self.tests.import_("time")
        assert clock.monotonic() > 0 and self.tests.request("vars", system) == {}
        for name in ("modules", "_getframe"):
            with raises(AttributeError):
                getattr(system, name)

    def test_messages_by_hand(self):
        for request in (
            ("get", self.cart.Cart.add, "__globals__"),
            ("within", 1, "get", (self.cart.Cart.add, "__globals__")),
            ("call", getattr, (self.cart.Cart.add, "__code__"), ()),
            ("dunder", "__getattribute__", self.cart, ("re",)),
            ("get", self.tests.import_("sys"), "__dict__"),
        ):
            with self.assertRaises((AttributeError, WireError)):
                self.tests.request(*request)
