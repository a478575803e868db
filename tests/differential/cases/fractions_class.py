import pytest
from answer import Ratio


class TestArithmetic:
    def test_add(self):
        total = Ratio(1, 2) + Ratio(1, 3)
        assert (total.top, total.bottom) == (5, 6)

    def test_subtract(self):
        rest = Ratio(1, 2) - Ratio(1, 2)
        assert (rest.top, rest.bottom) == (0, 1)

    def test_reduce(self):
        half = Ratio(2, 4)
        assert (half.top, half.bottom) == (1, 2)

    def test_negative_bottom(self):
        ratio = Ratio(1, -2)
        assert (ratio.top, ratio.bottom) == (-1, 2)

    def test_times_not_there(self):
        with pytest.raises(TypeError):
            Ratio(1, 2) * "x"


class TestText:
    def test_repr(self):
        assert repr(Ratio(3, 4)) == "Ratio(3, 4)"

    def test_str(self):
        assert str(Ratio(3, 4)) == "3/4"


def test_equal():
    assert Ratio(1, 2) == Ratio(2, 4)


def test_zero_bottom():
    with pytest.raises(ZeroDivisionError, match="bottom"):
        Ratio(1, 0)
