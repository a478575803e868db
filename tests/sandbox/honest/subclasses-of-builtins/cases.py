import pytest

import answer


def test_values():
    assert answer.Point(1, 2) == (1, 2)
    assert answer.Point(1, 2).x == 1
    assert answer.Celsius(20.25) == 20.25
    assert str(answer.Celsius(20.25)) == "20.2 C"
    assert answer.Count(3).next() == 4
    assert answer.Name("Ada Lovelace") == "Ada Lovelace"
    assert answer.Name("Ada Lovelace").initials == "AL"


def test_containers():
    stack = answer.Stack()
    stack.push(1)
    stack.push(2)
    assert stack == [1, 2]
    assert stack.pop() == 2
    assert len(stack) == 1
    assert answer.Attributes(a=1).a == 1
    assert answer.Attributes(a=1) == {"a": 1}
    assert answer.Tags({"b", "a"}).join() == "a,b"


def test_exceptions():
    with pytest.raises(answer.TooMuch, match="9 is more than 3") as caught:
        answer.check(9)
    assert caught.value.amount == 9
    with pytest.raises(ValueError):
        answer.check(9)
    assert answer.check(3) == 3
