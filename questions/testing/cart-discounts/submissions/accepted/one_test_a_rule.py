# plain functions, one for each rule, each boundary from both sides
import pytest
from cart import Cart


def filled(*lines: tuple[str, int, int]) -> Cart:
    cart = Cart()
    for article, price, quantity in lines:
        cart.add(article, price, quantity)
    return cart


def test_adding_again_adds_to_the_quantity() -> None:
    cart = filled(("mug", 2000, 2), ("mug", 2000, 1))
    assert cart.total() == 6000


def test_quantity_is_one_unless_said() -> None:
    cart = Cart()
    cart.add("lamp", 4000)
    assert cart.total() == 4000


@pytest.mark.parametrize("quantity", [0, -1])
def test_quantity_must_be_at_least_one(quantity: int) -> None:
    with pytest.raises(ValueError):
        Cart().add("mug", 850, quantity)


def test_one_article_has_one_price() -> None:
    cart = filled(("mug", 850, 1))
    with pytest.raises(ValueError):
        cart.add("mug", 900)


def test_bulk_discount_begins_at_ten() -> None:
    assert filled(("mug", 1000, 9)).total() == 9000
    assert filled(("mug", 1000, 10)).total() == 9000


def test_bulk_discount_is_for_pieces_of_one_article() -> None:
    assert filled(("mug", 1000, 5), ("cup", 1000, 5)).total() == 10_000


def test_bulk_discount_leaves_the_other_lines_alone() -> None:
    assert filled(("mug", 1000, 10), ("cup", 1000, 1)).total() == 10_000


def test_bulk_discount_is_rounded_down() -> None:
    assert filled(("mug", 333, 11)).total() == 3296  # 3663 less 10 % is 3296.7


def test_code_takes_ten_off_from_thirty_five() -> None:
    assert filled(("mug", 3500, 1)).total("TENOFF") == 2500 + 490
    assert filled(("mug", 3499, 1)).total("TENOFF") == 3499


def test_the_sum_after_the_bulk_discount_counts_for_the_code() -> None:
    assert filled(("pen", 380, 10)).total("TENOFF") == 3420


def test_unknown_code() -> None:
    with pytest.raises(ValueError):
        filled(("mug", 5000, 1)).total("TWENTYOFF")


def test_shipping_below_thirty() -> None:
    assert filled(("mug", 2999, 1)).total() == 3489
    assert filled(("mug", 3000, 1)).total() == 3000


def test_empty_cart() -> None:
    assert Cart().total() == 0
