import operator
import random

import pytest
from answer import CurrencyMismatch, Money


def amount(low=-100_000, high=100_000) -> int:
    return random.randint(low, high)


def same(money, cents, currency="EUR"):
    """Whether it is this amount, without asking the answer's own ==."""
    assert isinstance(money, Money)
    assert (money.cents, money.currency) == (cents, currency)
    assert type(money.cents) is int


@pytest.mark.sample
def test_equality_and_hash():
    """Equal cents and equal currency make equal amounts with equal hashes, in sets and as keys of dicts"""
    cents = amount()
    price, twin = Money(cents, "EUR"), Money(cents, "EUR")
    assert (price == twin) is True
    assert (price != twin) is False
    for other in (Money(cents + 1, "EUR"), Money(cents, "CHF"), Money(cents + 1, "CHF")):
        assert (price == other) is False
        assert (price != other) is True
    assert hash(price) == hash(twin)
    assert len({price, twin, Money(cents, "CHF"), Money(cents + 1, "EUR")}) == 3
    assert {price: "found"}[twin] == "found"


def test_other_types_are_unequal():
    """Never equal to another type: == and != return NotImplemented and nothing raises"""
    for other in (5, 5.0, "5.00 EUR", (5, "EUR"), None, [5]):
        price = Money(5, "EUR")
        assert (price == Money(5, "EUR")) is True
        assert (price == other) is False
        assert (other == price) is False
        assert (price != other) is True
        assert price.__eq__(other) is NotImplemented
        assert price.__ne__(other) is NotImplemented


def test_immutable():
    """Can't be changed: to set or delete cents or currency, or to set another attribute, raises AttributeError"""
    cents = amount()
    price = Money(cents, "EUR")
    for name, value in (("cents", 1), ("currency", "CHF"), ("note", "gift")):
        with pytest.raises(AttributeError):
            setattr(price, name, value)
    for name in ("cents", "currency"):
        with pytest.raises(AttributeError):
            delattr(price, name)
    same(price, cents)
    before = price
    price += Money(7, "EUR")
    same(price, cents + 7)
    same(before, cents)


def test_constructor_checks():
    """Cents must be an int and no bool, the currency a str of three capital letters"""
    for cents in (19.99, 5.0, "5", None, True, False):
        with pytest.raises(TypeError):
            Money(cents, "EUR")
    for currency in (None, 978, b"EUR", ["E", "U", "R"]):
        with pytest.raises(TypeError):
            Money(5, currency)
    for currency in ("", "EU", "EURO", "eur", "Eur", "EU1", "E R", "ÄÖÜ", " EUR", "EUR\n"):
        with pytest.raises(ValueError):
            Money(5, currency)
    same(Money(0, "AZM"), 0, "AZM")
    same(Money(10**20, "ZAA"), 10**20, "ZAA")


def test_repr_and_str():
    """The repr is like the call, the str has two digits after the point and the sign in front"""
    for cents, text in (
        (1999, "19.99 EUR"),
        (100, "1.00 EUR"),
        (99, "0.99 EUR"),
        (5, "0.05 EUR"),
        (0, "0.00 EUR"),
        (-1, "-0.01 EUR"),
        (-5, "-0.05 EUR"),
        (-1905, "-19.05 EUR"),
        (-100, "-1.00 EUR"),
        (12345678901234567890, "123456789012345678.90 EUR"),
    ):
        money = Money(cents, "EUR")
        assert str(money) == text
        assert repr(money) == f"Money({cents}, 'EUR')"


@pytest.mark.sample
def test_truth():
    """An amount of 0 cents is false, every other is true"""
    assert bool(Money(0, "EUR")) is False
    for cents in (1, -1, 100):
        assert bool(Money(cents, "EUR")) is True


@pytest.mark.points(2)
def test_order_within_a_currency():
    """<, <=, > and >= compare the cents within a currency"""
    low, high = Money(-3, "EUR"), Money(10, "EUR")
    equal = Money(10, "EUR")
    for compare, expected in (
        (operator.lt, (True, False, False)),
        (operator.le, (True, True, False)),
        (operator.gt, (False, False, True)),
        (operator.ge, (False, True, True)),
    ):
        assert (compare(low, high), compare(high, equal), compare(high, low)) == expected
    assert (low.__lt__(high), low.__le__(high), low.__gt__(high), low.__ge__(high)) == (True, True, False, False)
    cents = [amount() for _ in range(12)]
    assert [money.cents for money in sorted(Money(number, "CHF") for number in cents)] == sorted(cents)
    assert max(Money(number, "CHF") for number in cents).cents == max(cents)


def test_order_of_different_currencies():
    """Between different currencies every comparison of order raises CurrencyMismatch, whatever the cents"""
    euro = Money(10, "EUR")
    for franc in (Money(9, "CHF"), Money(10, "CHF"), Money(11, "CHF")):
        for compare in (operator.lt, operator.le, operator.gt, operator.ge):
            with pytest.raises(CurrencyMismatch):
                compare(euro, franc)
            with pytest.raises(CurrencyMismatch):
                compare(franc, euro)


def test_order_with_other_types():
    """Order with another type ends in TypeError, after NotImplemented"""
    for other in (10, 10.5, 0, "10.00 EUR", None, (10, "EUR")):
        money = Money(10, "EUR")
        assert (money < Money(11, "EUR")) is True
        for compare in (operator.lt, operator.le, operator.gt, operator.ge):
            for left, right in ((money, other), (other, money)):
                with pytest.raises(TypeError) as info:
                    compare(left, right)
                assert type(info.value) is TypeError
        assert money.__lt__(other) is NotImplemented
        assert money.__le__(other) is NotImplemented
        assert money.__gt__(other) is NotImplemented
        assert money.__ge__(other) is NotImplemented


@pytest.mark.sample
def test_add_and_subtract():
    """Adds, subtracts and turns the sign within a currency, and returns new amounts"""
    left, right = amount(), amount()
    a, b = Money(left, "EUR"), Money(right, "EUR")
    same(a + b, left + right)
    same(a - b, left - right)
    same(b - a, right - left)
    same(-a, -left)
    same(-Money(5, "CHF"), -5, "CHF")
    same(Money(10, "CHF") - Money(25, "CHF"), -15, "CHF")
    same(a, left)
    same(b, right)


def test_different_currencies_dont_add():
    """Between different currencies + and - raise CurrencyMismatch, also for an amount of 0"""
    for cents in (0, 1, amount()):
        for left, right in ((Money(cents, "EUR"), Money(5, "CHF")), (Money(5, "CHF"), Money(cents, "EUR"))):
            with pytest.raises(CurrencyMismatch):
                left + right
            with pytest.raises(CurrencyMismatch):
                left - right


@pytest.mark.points(2)
def test_foreign_types_get_their_turn():
    """+ and - with other types end in TypeError, but the other object gets its turn: NotImplemented"""
    for other in (0, 5, 1.5, True, False, "5", None, [], (1, "EUR")):
        money = Money(10, "EUR")
        assert money.__add__(other) is NotImplemented
        assert money.__sub__(other) is NotImplemented
        expressions = [(operator.add, money, other), (operator.sub, money, other), (operator.sub, other, money)]
        if type(other) is not int or other != 0:
            expressions.append((operator.add, other, money))
        for compute, left, right in expressions:
            with pytest.raises(TypeError):
                compute(left, right)
        same(0 + money, 10)
        same(money, 10)


@pytest.mark.points(2)
def test_multiply_by_int():
    """n times the amount from both sides, for an int that is no bool; not money times money"""
    cents, n = amount(), random.randint(2, 50)
    money = Money(cents, "CHF")
    for factor in (n, -n, 0, 1, -1):
        same(money * factor, cents * factor, "CHF")
        same(factor * money, cents * factor, "CHF")
    for other in (1.5, 2.0, True, False, "3", None, money):
        assert money.__mul__(other) is NotImplemented
        with pytest.raises(TypeError):
            money * other
        with pytest.raises(TypeError):
            other * money
    same(money, cents, "CHF")


def test_sum():
    """sum works without a start value, for one amount or many, and not across currencies"""
    cents = [amount() for _ in range(random.randint(2, 9))]
    same(sum(Money(number, "EUR") for number in cents), sum(cents))
    same(sum([Money(7, "CHF")]), 7, "CHF")
    same(sum([Money(3, "EUR"), Money(4, "EUR")], Money(10, "EUR")), 17)
    with pytest.raises(CurrencyMismatch):
        sum([Money(1, "EUR"), Money(1, "CHF")])
    with pytest.raises(TypeError):
        sum([Money(1, "EUR")], 5)


@pytest.mark.points(2)
def test_split_loses_nothing():
    """split gives parts that differ by at most one cent, the larger first, and add up to the whole"""
    fixed = [(1000, 3), (0, 2), (1, 4), (100, 1), (99, 100), (-1000, 3), (-1, 2), (8, 4)]
    for cents, parts in fixed + [(amount(), random.randint(1, 12)) for _ in range(10)]:
        pieces = Money(cents, "EUR").split(parts)
        assert isinstance(pieces, list)
        numbers = [piece.cents for piece in pieces]
        for piece in pieces:
            same(piece, piece.cents)
        assert len(numbers) == parts
        assert sum(numbers) == cents
        assert numbers == sorted(numbers, reverse=True)
        assert numbers[0] - numbers[-1] <= 1
    same(Money(10, "CHF").split(2)[1], 5, "CHF")
    for parts in (0, -1):
        with pytest.raises(ValueError):
            Money(10, "EUR").split(parts)
