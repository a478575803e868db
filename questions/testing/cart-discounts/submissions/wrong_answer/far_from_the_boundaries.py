# fails: broken/bulk_from_eleven, broken/accepts_nothing, broken/code_needs_more, broken/free_above_thirty, broken/minimum_before_bulk, broken/rounds_up, broken/shipping_before_the_code
# tries each rule far from where it begins: no amount and no quantity stands on a boundary
import pytest
from cart import Cart


def one(price: int, quantity: int) -> Cart:
    cart = Cart()
    cart.add("mug", price, quantity)
    return cart


def test_bulk() -> None:
    assert one(1000, 20).total() == 18_000
    assert one(1000, 4).total() == 4000


def test_contents() -> None:
    cart = one(1000, 3)
    cart.add("mug", 1000, 4)
    assert cart.total() == 7000
    cart.add("cup", 1000, 5)
    assert cart.total() == 12_000
    with pytest.raises(ValueError):
        cart.add("mug", 1100)
    with pytest.raises(ValueError):
        cart.add("mug", 1000, -5)


def test_code() -> None:
    assert one(8000, 1).total("TENOFF") == 7000
    assert one(1000, 1).total("TENOFF") == 1490
    with pytest.raises(ValueError):
        one(8000, 1).total("NONE")


def test_shipping() -> None:
    assert one(500, 1).total() == 990
    assert one(8000, 1).total() == 8000
    assert Cart().total() == 0
