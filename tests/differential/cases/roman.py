import pytest
from answer import to_roman

PAIRS = [(1, "I"), (4, "IV"), (9, "IX"), (40, "XL"), (90, "XC"), (400, "CD"), (1994, "MCMXCIV"), (3999, "MMMCMXCIX")]


@pytest.mark.parametrize("number,expected", PAIRS)
def test_pairs(number, expected):
    assert to_roman(number) == expected


@pytest.mark.parametrize("number", [0, -1, 4000])
def test_out_of_range(number):
    with pytest.raises(ValueError, match="between 1 and 3999"):
        to_roman(number)


@pytest.mark.parametrize("number", [1.5, "1", None], ids=repr)
def test_not_a_number(number):
    with pytest.raises(TypeError):
        to_roman(number)
