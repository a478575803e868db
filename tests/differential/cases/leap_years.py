import pytest
from answer import is_leap


@pytest.mark.parametrize(
    ("year", "expected"),
    [(2000, True), (1900, False), (2024, True), (2023, False), (0, True)],
)
def test_years(year, expected):
    assert is_leap(year) is expected


@pytest.mark.parametrize("year", [1996, 1600], ids=["by four", "by four hundred"])
def test_leap(year):
    assert is_leap(year) is True


def test_refuses_text():
    with pytest.raises(TypeError):
        is_leap("2000")
