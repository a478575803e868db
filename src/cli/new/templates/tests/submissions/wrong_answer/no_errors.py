# fails: broken/empty_slug
# never asks what is refused
from slugs import slug


def test_table() -> None:
    assert slug("Hello,  Wörld!") == "hello-w-rld"
