# fails: broken/bulk_over_the_whole_cart, broken/code_needs_more, broken/minimum_before_bulk, broken/shipping_before_the_code
# each rule by itself with both sides of its boundary, but never two rules together, whose order is a rule as well
import pytest
from cart import Cart


def total(price: int, quantity: int, code: str | None = None) -> int:
    cart = Cart()
    cart.add("mug", price, quantity)
    return cart.total(code)


def test_bulk() -> None:
    assert total(1000, 9) == 9000
    assert total(1000, 10) == 9000
    assert total(333, 11) == 3296


def test_code() -> None:
    assert total(5000, 1, "TENOFF") == 4000
    assert total(3499, 1, "TENOFF") == 3499
    with pytest.raises(ValueError):
        total(5000, 1, "FREE")


def test_shipping() -> None:
    assert total(2999, 1) == 3489
    assert total(3000, 1) == 3000
    assert Cart().total() == 0


def test_contents() -> None:
    cart = Cart()
    cart.add("mug", 4000)
    cart.add("mug", 4000)
    assert cart.total() == 8000
    with pytest.raises(ValueError):
        cart.add("mug", 4001)
    with pytest.raises(ValueError):
        cart.add("cup", 100, 0)
