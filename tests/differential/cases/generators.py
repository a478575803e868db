import pytest
from answer import chunks, countdown, running_total


def test_countdown():
    assert list(countdown(3)) == [3, 2, 1]


def test_countdown_is_lazy():
    steps = countdown(10**9)
    assert next(steps) == 10**9
    assert next(steps) == 10**9 - 1


def test_countdown_ends():
    steps = countdown(1)
    next(steps)
    with pytest.raises(StopIteration):
        next(steps)


def test_running_total():
    totals = running_total()
    assert next(totals) == 0
    assert totals.send(5) == 5
    assert totals.send(2) == 7
    totals.close()


def test_chunks():
    assert list(chunks("abcde", 2)) == ["ab", "cd", "e"]


def test_chunks_of_nothing():
    assert list(chunks("", 2)) == []


def test_chunks_refuses_zero():
    with pytest.raises(ValueError):
        list(chunks("abc", 0))
