# fails: broken/accepts_nothing, broken/ignores_unknown_codes, broken/takes_another_price
# tests what is sold, never what is refused
from cart import Cart


def cart_of(*lines: tuple[str, int, int]) -> Cart:
    cart = Cart()
    for line in lines:
        cart.add(*line)
    return cart


def test_totals() -> None:
    assert cart_of().total() == 0
    assert cart_of(("mug", 2999, 1)).total() == 3489
    assert cart_of(("mug", 3000, 1)).total() == 3000
    assert cart_of(("mug", 1000, 9)).total() == 9000
    assert cart_of(("mug", 333, 10), ("mug", 333, 1)).total() == 3296
    assert cart_of(("mug", 1000, 10)).total() == 9000
    assert cart_of(("mug", 1000, 5), ("cup", 1000, 5)).total() == 10_000


def test_code() -> None:
    assert cart_of(("mug", 3500, 1)).total("TENOFF") == 2990
    assert cart_of(("pen", 380, 10)).total("TENOFF") == 3420
