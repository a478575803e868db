# fails: right/lines, right/pieces
# reads private names, which tests don't see and only one of the right versions has
import pytest
from cart import Cart


def test_adding_again() -> None:
    cart = Cart()
    cart.add("mug", 850, 2)
    cart.add("mug", 850, 2)
    assert cart._lines["mug"] == (850, 4)
