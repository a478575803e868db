import math

import pytest
from answer import average, normal


def test_approx():
    assert average([0.1, 0.2]) == pytest.approx(0.15)


def test_approx_wrong():
    assert average([1, 2]) == pytest.approx(1.6)


def test_approx_tolerance():
    assert average([1, 2]) == pytest.approx(1.6, abs=0.2)


def test_approx_list():
    assert normal([1, 2, 1]) == pytest.approx([0.25, 0.5, 0.25])


def test_approx_dict():
    assert {"a": average([1])} == pytest.approx({"a": 1.0})


def test_approx_nan():
    assert math.nan == pytest.approx(math.nan, nan_ok=True)
    assert average([math.nan]) != pytest.approx(math.nan)


def test_lists_differ():
    assert normal([1, 1]) == [0.5, 0.25]


def test_empty():
    with pytest.raises(ValueError, match="empty"):
        average([])


def test_identity():
    assert average([1]) is True


def test_in():
    assert 1 in [average([1]), 2]


def test_message():
    assert average([1]) == 2, "the average of one number is that number"


def test_chain():
    assert 0 < average([1, 2]) < 1


def test_not():
    assert not average([0])


def test_walrus():
    assert (result := average([2])) == 2
    assert result == 2


def test_all():
    assert all(value > 0 for value in normal([1, 0]))
