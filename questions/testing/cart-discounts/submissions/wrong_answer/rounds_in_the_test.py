# fails: right/lines, right/pieces
# computes what it expects with round(), which isn't the prompt's rounding: a right version fails
import pytest
from cart import Cart


@pytest.mark.parametrize("price", [333, 335, 350])
def test_bulk(price: int) -> None:
    cart = Cart()
    cart.add("mug", price, 11)
    assert cart.total() == round(price * 11 * 0.9)
