import time

import pytest
from answer import longest, slug


@pytest.mark.sample
def test_words():
    """Joins the words of a title by hyphens"""
    assert slug("Hello, World") == "hello-world"


@pytest.mark.sample
@pytest.mark.points(2)
@pytest.mark.parametrize("title, expected", [("a  b", "a-b"), ("Ünder 9!", "ünder-9")])
def test_given(title, expected):
    """Takes letters of any language, and digits"""
    assert slug(title) == expected


def test_longest():
    """Gives the longest slug of several titles"""
    time.sleep(3600)
    assert longest(["a b", "a b c", "c b a"]) == "a-b-c"


class TestRefuses:
    def test_empty(self):
        """Refuses a title without words"""
        with pytest.raises(ValueError):
            slug("!?")

    @pytest.mark.requires("test_words")
    def test_later(self):
        """Refuses after it has made slugs"""
        slug("a")
        with pytest.raises(ValueError):
            slug("")
