# fails: broken/hyphen_at_the_end, broken/keeps_case, broken/letters_of_all_alphabets, broken/many_hyphens
# calls without asserts
import pytest
from slugs import slug


def test_calls() -> None:
    slug("Hello,  Wörld!")
    with pytest.raises(ValueError):
        slug("?")
