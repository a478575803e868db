"""The answer is given GIVEN- values in hidden cases. It may keep and print them; a candidate must not get to see them."""

import pytest

import answer


@pytest.fixture
def GIVEN_FIXTURE():
    return "GIVEN-FIXTURE"


@pytest.mark.sample
def test_shown():
    """Keeps a word."""
    try:
        answer.solve("word")
    except BaseException:
        pass


@pytest.mark.parametrize("text", ["GIVEN-PARAMETER", pytest.param("other", id="GIVEN-ID")])
def test_parameters(text):
    """Keeps other words.

    GIVEN-DOCSTRING
    """
    assert answer.solve(text) == "GIVEN-EXPECTED", "GIVEN-MESSAGE"


@pytest.mark.parametrize("number", [171717, 181818])
def test_numbers(number):
    assert answer.solve(number) == [number, "GIVEN-ELEMENT"]


def test_fixture(GIVEN_FIXTURE, capsys):
    answer.solve(GIVEN_FIXTURE)
    assert capsys.readouterr().out == "GIVEN-OUTPUT"


def test_callback():
    def given(value):
        raise LookupError("GIVEN-REASON")

    assert answer.solve(given) == "GIVEN-EXPECTED"
