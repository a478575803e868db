import random

import pytest
from answer import Basket
from answer_side import support

TEA = ("tea", 450, 1)
CUP = ("cup", 1200, 2)
MILK = ("milk", 119, 3)


@pytest.mark.sample
def test_add_merges():
    """add puts a line at the end; with the same name and price the line's count goes up and it keeps its place"""
    basket = Basket()
    assert basket.add("tea", 450) is None
    basket.add("cup", 1200, 2)
    assert list(basket) == [("tea", 450, 1), ("cup", 1200, 2)]
    basket.add("tea", 450, 2)
    basket.add("tea", 450)
    assert list(basket) == [("tea", 450, 4), ("cup", 1200, 2)]
    basket.add("cup", 1200, count=5)
    assert list(basket) == [("tea", 450, 4), ("cup", 1200, 7)]


def test_another_price():
    """The same name with another price, or another name with the same price, is a line of its own"""
    basket = Basket()
    for name, cents in (("tea", 450), ("tea", 399), ("cup", 450), ("tea", 399), ("Tea", 450), ("tea", 0), ("tea", 450)):
        basket.add(name, cents)
    assert list(basket) == [("tea", 450, 2), ("tea", 399, 2), ("cup", 450, 1), ("Tea", 450, 1), ("tea", 0, 1)]


@pytest.mark.sample
def test_total():
    """The total is the sum of price times count, at any time"""
    basket = Basket()
    assert basket.total == 0
    basket.add("tea", 450)
    assert basket.total == 450
    basket.add("cup", 1200, 2)
    assert basket.total == 2850
    basket.add("tea", 450, 3)
    basket.add("jam", 1)
    basket.add("gift", 0, 10)
    assert basket.total == 4201
    assert Basket([CUP, MILK, CUP]).total == 5157


def test_lines_given():
    """Basket(lines) takes any iterable, and adds the lines one after the other by the same rules"""
    lines = [TEA, CUP, ("tea", 450, 4), ("tea", 399, 1), CUP]
    merged = [("tea", 450, 5), ("cup", 1200, 4), ("tea", 399, 1)]
    for given in (lines, tuple(lines), iter(lines), (line for line in lines)):
        assert list(Basket(given)) == merged
    assert list(Basket([])) == []
    assert list(Basket(lines=iter([CUP]))) == [CUP]


def test_counts_are_checked():
    """A count less than 1 raises ValueError, and the basket is as it was"""
    basket = Basket([TEA, CUP])
    for count in (0, -1, -2):
        for name, cents in (("tea", 450), ("cup", 1200), ("milk", 119)):
            with pytest.raises(ValueError):
                basket.add(name, cents, count)
        with pytest.raises(ValueError):
            Basket([TEA, ("cup", 1200, count)])
        assert list(basket) == [TEA, CUP]
        assert basket.total == 2850


def test_any_basket():
    """Whatever is added, the lines, their order, the total and the number of lines are right"""
    basket = Basket()
    expected: dict = {}
    for _ in range(60):
        name, cents = random.choice(["tea", "cup", "milk", "jam"]), random.choice([119, 450, 1200])
        count = random.randint(1, 9)
        basket.add(name, cents, count)
        expected[name, cents] = expected.get((name, cents), 0) + count
    lines = [(name, cents, count) for (name, cents), count in expected.items()]
    assert list(basket) == lines
    assert basket.total == sum(cents * count for _, cents, count in lines)
    assert support.length(basket) == len(lines)


def test_class_of_its_own():
    """Basket is no subclass of a built-in container"""
    assert support.builtin_bases(Basket) == []
    assert list(Basket([TEA])) == [TEA]


def test_iteration():
    """A loop gives the lines as tuples, in their order, each time"""
    basket = Basket([MILK, TEA])
    basket.add(*CUP)
    for _ in range(2):
        assert list(basket) == [MILK, TEA, CUP]
    assert sorted(basket) == [CUP, MILK, TEA]
    name, cents, count = next(iter(basket))
    assert (name, cents, count) == MILK
    assert list(Basket()) == []


def test_loops_are_independent():
    """Several loops over one basket may run at the same time"""
    lines = [TEA, CUP, MILK]
    basket = Basket(lines)
    assert [(one, two) for one in basket for two in basket] == [(one, two) for one in lines for two in lines]
    first, second = iter(basket), iter(basket)
    assert [next(first), next(first), next(second), next(first), next(second)] == [TEA, CUP, TEA, MILK, CUP]


@pytest.mark.sample
def test_len_and_truth():
    """len is the number of lines, not of pieces, and an empty basket is false"""
    basket = Basket()
    assert bool(basket) is False
    for number, line in enumerate([TEA, CUP, MILK], 1):
        basket.add(*line)
        basket.add(*line)
        assert support.length(basket) == number
        assert bool(basket) is True
    assert support.length(Basket()) == 0
    assert bool(Basket([("gift", 0, 1)])) is True


def test_contains():
    """name in basket: whether a line has exactly that name; anything that isn't a name is not in it"""
    basket = Basket([("green tea", 450, 1), CUP])
    basket.add("milk", 119)
    for name in ("green tea", "cup", "milk"):
        assert (name in basket) is True
        assert (name not in basket) is False
    for other in ("tea", "green", "green tea ", "Cup", "", "1200", 1200, 2, 119, CUP, ("cup", 1200), None):
        assert (other in basket) is False
    assert ("tea" in Basket()) is False


def test_equality():
    """Two baskets are equal if they have the same lines, in whatever order"""
    lines = [TEA, CUP, MILK, ("tea", 399, 1)]
    basket = Basket(lines)
    in_parts = [("cup", 1200, 1), MILK, ("tea", 399, 1), TEA, ("cup", 1200, 1)]
    for same in (Basket(lines), Basket(lines[::-1]), Basket(random.sample(lines, len(lines))), Basket(in_parts)):
        assert (basket == same) is True
        assert (same == basket) is True
        assert (basket != same) is False
    changed = [lines[:3], [*lines, ("jam", 1, 1)], [*lines, TEA], [("tea", 451, 1), *lines[1:]], [("tee", 450, 1), *lines[1:]]]
    # The same names, the same total, the same number of pieces.
    changed += [[TEA, CUP, ("milk", 357, 1), lines[3]], [("tea", 450, 1), ("tea", 399, 1), ("cup", 119, 3), ("milk", 1200, 2)]]
    for other in changed:
        assert (basket == Basket(other)) is False
        assert (Basket(other) == basket) is False
        assert (basket != Basket(other)) is True
    assert (Basket() == Basket()) is True
    assert (Basket() == basket) is False


def test_other_types():
    """With an object of another type __eq__ returns NotImplemented, so == is False; and hash raises TypeError"""
    for basket in (Basket([TEA]), Basket()):
        for other in (5, None, "tea", TEA, [TEA], [], (), {}, {"tea": 1}):
            assert (basket == other) is False
            assert (other == basket) is False
            assert (basket != other) is True
            assert basket.__eq__(other) is NotImplemented
        with pytest.raises(TypeError):
            hash(basket)


def test_baskets_share_nothing():
    """What is added to one basket is in no other one"""
    first, second = Basket(), Basket()
    first.add("tea", 450)
    assert list(second) == []
    assert list(Basket()) == []
    assert (first.total, second.total) == (450, 0)
    second.add("cup", 1200)
    third = Basket([MILK])
    assert [list(first), list(second), list(third)] == [[TEA], [("cup", 1200, 1)], [MILK]]
    fourth = Basket(first)
    fourth.add("tea", 450)
    assert [list(first), list(fourth)] == [[TEA], [("tea", 450, 2)]]


def test_callers_list():
    """The caller's list: the basket never changes it, and a change of the list later doesn't change the basket"""
    for lines in ([], [TEA], [TEA, CUP]):
        for more in (MILK, TEA):
            without, after, kept = support.list_given(Basket, lines, more)
            assert without == lines
            assert kept == lines
            assert after == ([("tea", 450, 2), *lines[1:]] if more is TEA and lines else [*lines, more])
