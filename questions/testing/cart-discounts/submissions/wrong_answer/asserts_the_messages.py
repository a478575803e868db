# fails: right/pieces
# asks for texts of errors that the prompt doesn't promise
import pytest
from cart import Cart


def test_quantity() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        Cart().add("mug", 850, 0)


def test_code() -> None:
    with pytest.raises(ValueError, match="unknown code"):
        Cart().total("FREE")
