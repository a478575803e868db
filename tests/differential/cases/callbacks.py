import pytest
from answer import accumulate, apply_twice, compose, swallow


def test_apply():
    assert apply_twice(lambda x: x + 1, 0) == 2


def test_accumulate():
    assert accumulate([1, 2, 3], lambda x: x * x) == [1, 4, 9]


def test_accumulate_upper():
    assert accumulate(["a"], str.upper) == ["A"]


def test_order_of_calls():
    seen = []
    accumulate([1, 2], seen.append)
    assert seen == [1, 2]


def test_compose():
    assert compose(lambda x: x + 1, lambda x: x * 2)(5) == 11


def test_error_comes_through():
    def fails(_):
        raise KeyError("x")

    with pytest.raises(KeyError):
        accumulate([1], fails)


def test_input_unchanged():
    numbers = [3, 1]
    accumulate(numbers, abs)
    assert numbers == [3, 1]


def test_not_called():
    assert accumulate([], None) == []


def test_swallowed():
    def fails():
        raise ValueError

    assert swallow(fails) is None
