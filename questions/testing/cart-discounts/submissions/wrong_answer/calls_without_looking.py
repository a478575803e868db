# fails: broken/x
# calls everything once, so that all lines are covered, and asserts hardly more than types
import pytest
from cart import Cart


def test_covers_everything() -> None:
    cart = Cart()
    cart.add("mug", 850, 12)
    cart.add("mug", 850)
    assert isinstance(cart.total(), int)
    assert cart.total("TENOFF") < cart.total()
    with pytest.raises(ValueError):
        cart.add("mug", 900)
    with pytest.raises(ValueError):
        cart.total("FREE")
