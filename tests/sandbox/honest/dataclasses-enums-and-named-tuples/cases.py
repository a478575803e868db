import pytest

from answer import Access, Color, Item, Key, Level, Pair


def test_dataclasses():
    assert Item(1, "a") == Item(1, "b")
    assert Item(1) < Item(2)
    assert Item(1).tags == []
    assert len({Key(1, 2), Key(1, 2)}) == 1
    with pytest.raises(AttributeError):
        Key(1, 2).a = 3


def test_enums():
    assert Color.RED.next() is Color.GREEN
    assert Color("GREEN" and 2).name == "GREEN"
    assert [color.value for color in Color] == [1, 2]
    assert Level.HIGH == 2 and Level.LOW < Level.HIGH
    assert (Access.READ | Access.WRITE) & Access.WRITE == Access.WRITE


def test_named_tuples():
    assert Pair(1) == (1, 0)
    assert Pair(1).left == 1
    assert Pair(3, 4)._replace(left=5) == (5, 4)
