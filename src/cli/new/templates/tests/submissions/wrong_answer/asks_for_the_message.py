# fails: right/by_hand
# asks for the error's text, of which the prompt says nothing
import pytest
from slugs import slug


def test_message() -> None:
    with pytest.raises(ValueError, match="no letter or digit"):
        slug("?")


def test_table() -> None:
    assert slug("Hello,  Wörld!") == "hello-w-rld"
