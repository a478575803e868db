import pytest
from cart import Cart


def test_one_article() -> None:
    cart = Cart()
    cart.add("mug", 850, 4)
    assert cart.total() == 3400
