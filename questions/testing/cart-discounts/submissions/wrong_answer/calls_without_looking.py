# fails: broken/bulk_from_eleven, broken/accepts_nothing, broken/bulk_over_the_whole_cart, broken/code_needs_more, broken/empty_cart_ships, broken/free_above_thirty, broken/minimum_before_bulk, broken/rounds_up, broken/shipping_before_the_code, broken/replaces_the_quantity
# calls everything once, so that all lines are covered, and asserts hardly more than types
import pytest
from cart import Cart


def test_covers_everything() -> None:
    cart = Cart()
    cart.add("mug", 850, 12)
    cart.add("cup", 850)
    assert isinstance(cart.total(), int)
    assert cart.total("TENOFF") < cart.total()
    with pytest.raises(ValueError):
        cart.add("mug", 900)
    with pytest.raises(ValueError):
        cart.total("FREE")
