import pytest
from share_sentence import share


def test_no_name():
    assert share() == "One for you, one for me."


def test_a_name():
    assert share("Ada") == "One for Ada, one for me."


@pytest.mark.parametrize("name", ["Bo", "Zoë", "", "two words"])
def test_any_name(name):
    assert share(name) == f"One for {name}, one for me."


def test_none_is_you():
    assert share(None) == "One for you, one for me."
