import random

import pytest
from answer import OutOfStock, Warehouse


class Shop:
    """A warehouse with a clock that a case moves, and the buyers' post."""

    def __init__(self, on_shelf: dict, **options) -> None:
        self.now = 1000.0
        self.mails = []
        self.skus = list(on_shelf)
        self.stock = Warehouse(on_shelf, lambda: self.now, on_low=self.mail, **options)

    def mail(self, sku, left) -> None:
        self.mails.append((sku, left))

    def available(self) -> dict:
        return {sku: self.stock.available(sku) for sku in self.skus}

    def refused(self, error, *request) -> Exception:
        """The error of a request that must be refused: hold(lines), or change(number, lines)."""
        ask = self.stock.hold if len(request) == 1 else self.stock.change
        with pytest.raises(error) as caught:
            ask(*request)
        return caught.value


@pytest.mark.sample
def test_holds_ships_and_releases():
    """hold, release and ship: what is held is not available, what is shipped leaves the shelf"""
    shop = Shop({"M-11": 14, "P-02": 5})
    assert shop.available() == {"M-11": 14, "P-02": 5}
    first = shop.stock.hold([("M-11", 2), ("P-02", 1)])
    second = shop.stock.hold([("M-11", 3)])
    assert shop.available() == {"M-11": 9, "P-02": 4}
    assert shop.stock.release(first) is None
    assert shop.available() == {"M-11": 11, "P-02": 5}
    assert shop.stock.ship(second) is None
    assert shop.available() == {"M-11": 11, "P-02": 5}
    shop.now += 5000
    assert shop.available() == {"M-11": 11, "P-02": 5}
    assert shop.stock.hold([("M-11", 11), ("P-02", 5)]) == 3
    assert shop.available() == {"M-11": 0, "P-02": 0}


@pytest.mark.sample
def test_refused_cart_holds_nothing():
    """a cart that is refused for want of stock leaves everything as it was"""
    shop = Shop({"M-11": 14, "P-02": 1})
    for _ in range(3):
        shop.refused(OutOfStock, [("M-11", 9), ("P-02", 2)])
        assert shop.available() == {"M-11": 14, "P-02": 1}
    shop.refused(OutOfStock, [("P-02", 2), ("M-11", 9)])
    shop.refused(OutOfStock, [("P-02", 1), ("M-11", 15)])
    assert shop.available() == {"M-11": 14, "P-02": 1}
    shop.now += 5000
    assert shop.available() == {"M-11": 14, "P-02": 1}
    assert shop.stock.hold([("M-11", 14), ("P-02", 1)]) == 1


@pytest.mark.sample
def test_out_of_stock_names_the_line():
    """OutOfStock names the first line that can't be held: its sku, wanted, and available for it"""
    shop = Shop({"M-11": 14, "P-02": 1, "T-05": 0})
    error = shop.refused(OutOfStock, [("M-11", 1), ("P-02", 2), ("T-05", 1)])
    assert (error.sku, error.wanted, error.available) == ("P-02", 2, 1)
    assert str(error) == "P-02: 2 wanted, 1 available"
    error = shop.refused(OutOfStock, [("T-05", 1), ("P-02", 2)])
    assert (error.sku, error.wanted, error.available) == ("T-05", 1, 0)
    shop.stock.hold([("M-11", 10)])
    error = shop.refused(OutOfStock, [("M-11", 5)])
    assert (error.sku, error.wanted, error.available) == ("M-11", 5, 4)


def test_mistakes_in_a_line():
    """a SKU that isn't in on_shelf is a KeyError, a quantity less than 1 a ValueError, the first line in order decides"""
    shop = Shop({"M-11": 14, "P-02": 1})
    assert shop.refused(KeyError, [("X-99", 1)]).args == ("X-99",)
    shop.refused(ValueError, [("M-11", 0)])
    shop.refused(ValueError, [("M-11", -1)])
    shop.refused(OutOfStock, [("P-02", 2), ("X-99", 1), ("M-11", 0)])
    shop.refused(KeyError, [("M-11", 1), ("X-99", 1), ("P-02", 2)])
    shop.refused(ValueError, [("M-11", 0), ("P-02", 2), ("X-99", 1)])


def test_any_refusal_holds_nothing():
    """a cart that is refused for whatever reason, KeyError and ValueError too, leaves everything as it was"""
    shop = Shop({"M-11": 14, "P-02": 1})
    number = shop.stock.hold([("M-11", 4)])
    shop.refused(KeyError, [("M-11", 5), ("X-99", 1)])
    assert shop.available() == {"M-11": 10, "P-02": 1}
    shop.refused(ValueError, [("P-02", 1), ("M-11", 5), ("P-02", 0)])
    assert shop.available() == {"M-11": 10, "P-02": 1}
    shop.refused(KeyError, number, [("M-11", 5), ("X-99", 1)])
    shop.refused(ValueError, number, [("P-02", 1), ("M-11", 0)])
    assert shop.available() == {"M-11": 10, "P-02": 1}
    shop.stock.release(number)
    assert shop.available() == {"M-11": 14, "P-02": 1}


def test_one_sku_on_two_lines():
    """a SKU on several lines: each line has what the lines before it have left"""
    shop = Shop({"M-11": 14, "P-02": 5})
    error = shop.refused(OutOfStock, [("M-11", 9), ("P-02", 1), ("M-11", 6)])
    assert (error.sku, error.wanted, error.available) == ("M-11", 6, 5)
    assert shop.available() == {"M-11": 14, "P-02": 5}
    number = shop.stock.hold([("M-11", 9), ("P-02", 1), ("M-11", 5)])
    assert shop.available() == {"M-11": 0, "P-02": 4}
    error = shop.refused(OutOfStock, number, [("M-11", 10), ("M-11", 5)])
    assert (error.wanted, error.available) == (5, 4)
    shop.stock.ship(number)
    assert shop.available() == {"M-11": 0, "P-02": 4}


def test_expiry():
    """a hold ends by itself when hold_seconds have passed, also exactly then"""
    shop = Shop({"M-11": 14}, hold_seconds=600)
    shop.stock.hold([("M-11", 9)])
    shop.now += 100
    later = shop.stock.hold([("M-11", 2)])
    shop.now += 499.5
    assert shop.available() == {"M-11": 3}
    shop.refused(OutOfStock, [("M-11", 3), ("M-11", 1)])
    shop.now += 0.5
    assert shop.stock.hold([("M-11", 12)]) == 3
    assert shop.available() == {"M-11": 0}
    shop.stock.ship(later)
    shop.now += 600
    assert shop.available() == {"M-11": 12}

    usual = Shop({"M-11": 14})
    usual.stock.hold([("M-11", 9)])
    usual.now += 899
    assert usual.available() == {"M-11": 5}
    usual.now += 1
    assert usual.available() == {"M-11": 14}


def test_hold_that_is_gone():
    """change, release and ship raise KeyError for a hold that doesn't exist, or no longer"""
    shop = Shop({"M-11": 14})
    ended = shop.stock.hold([("M-11", 5)])
    shop.now += 450
    released = shop.stock.hold([("M-11", 1)])
    shipped = shop.stock.hold([("M-11", 2)])
    shop.stock.hold([("M-11", 4)])
    shop.stock.release(released)
    shop.stock.ship(shipped)

    for what, *more in (("release",), ("ship",), ("change", [("M-11", 1)])):
        shop.now = 1900.0
        for number in (ended, released, shipped, 99):
            with pytest.raises(KeyError) as caught:
                getattr(shop.stock, what)(number, *more)
            assert caught.value.args == (number,)
        assert shop.available() == {"M-11": 8}

        other = Shop({"M-11": 14})
        number = other.stock.hold([("M-11", 5)])
        other.refused(OutOfStock, number, [("M-11", 15)])
        other.now += 900
        with pytest.raises(KeyError):
            getattr(other.stock, what)(number, *more)
        assert other.available() == {"M-11": 14}


def test_numbers():
    """numbers are 1, 2, 3, and a refused cart uses no number up"""
    shop = Shop({"M-11": 14})
    assert shop.stock.hold([("M-11", 1)]) == 1
    shop.refused(OutOfStock, [("M-11", 13), ("M-11", 1)])
    shop.refused(KeyError, [("X-99", 1)])
    assert shop.stock.hold([("M-11", 1)]) == 2
    shop.stock.change(2, [("M-11", 3)])
    shop.refused(OutOfStock, 1, [("M-11", 14)])
    shop.stock.release(2)
    assert shop.stock.hold([("M-11", 1)]) == 3


def test_change():
    """change gives the old lines back and takes the new ones: what the cart held is available to it"""
    shop = Shop({"M-11": 14, "P-02": 5})
    number = shop.stock.hold([("M-11", 10), ("P-02", 1)])
    assert shop.stock.change(number, [("M-11", 14)]) is None
    assert shop.available() == {"M-11": 0, "P-02": 5}
    shop.stock.change(number, [("P-02", 5), ("M-11", 3)])
    assert shop.available() == {"M-11": 11, "P-02": 0}
    shop.stock.ship(number)
    assert shop.available() == {"M-11": 11, "P-02": 0}
    shop.refused(OutOfStock, [("P-02", 1)])


@pytest.mark.points(2)
def test_refused_change_keeps_the_cart():
    """a change that is refused leaves the hold and everything else as it was"""
    shop = Shop({"M-11": 14, "P-02": 2})
    number = shop.stock.hold([("M-11", 4), ("P-02", 2)])
    other = shop.stock.hold([("M-11", 5)])
    for _ in range(2):
        error = shop.refused(OutOfStock, number, [("M-11", 9), ("P-02", 3)])
        assert (error.sku, error.wanted, error.available) == ("P-02", 3, 2)
        error = shop.refused(OutOfStock, number, [("M-11", 10)])
        assert (error.sku, error.wanted, error.available) == ("M-11", 10, 9)
        assert shop.available() == {"M-11": 5, "P-02": 0}
    shop.stock.release(number)
    assert shop.available() == {"M-11": 9, "P-02": 2}
    shop.refused(OutOfStock, other, [("P-02", 1), ("M-11", 15)])
    shop.stock.ship(other)
    assert shop.available() == {"M-11": 9, "P-02": 2}
    shop.now += 5000
    assert shop.available() == {"M-11": 9, "P-02": 2}


def test_change_of_time():
    """the moment at which the hold ends stays, after a change and after one that is refused"""
    shop = Shop({"M-11": 14})
    first = shop.stock.hold([("M-11", 2)])
    second = shop.stock.hold([("M-11", 3)])
    shop.now += 500
    shop.stock.change(first, [("M-11", 5)])
    shop.refused(OutOfStock, second, [("M-11", 15)])
    shop.now += 399
    assert shop.available() == {"M-11": 6}
    shop.now += 1
    assert shop.available() == {"M-11": 14}


def test_buyers_hear_of_low_stock():
    """on_low is called for each line that takes available from more than low_at to low_at or less"""
    shop = Shop({"M-11": 14, "P-02": 5, "T-05": 3}, low_at=4)
    shop.stock.hold([("M-11", 9)])
    assert shop.mails == []
    shop.stock.hold([("M-11", 1), ("P-02", 3), ("T-05", 1)])
    assert shop.mails == [("M-11", 4), ("P-02", 2)]
    shop.stock.hold([("M-11", 1), ("P-02", 2)])
    assert shop.mails == [("M-11", 4), ("P-02", 2)]
    shop.now += 5000
    shop.stock.hold([("M-11", 9), ("M-11", 3), ("P-02", 5)])
    assert shop.mails[2:] == [("M-11", 2), ("P-02", 0)]

    usual = Shop({"M-11": 14})
    usual.stock.hold([("M-11", 10)])
    assert usual.mails == []
    usual.stock.hold([("M-11", 1)])
    assert usual.mails == [("M-11", 3)]

    silent = Warehouse({"M-11": 14}, lambda: 0.0)
    assert silent.hold([("M-11", 14)]) == 1


@pytest.mark.points(2)
def test_buyers_hear_nothing_of_refused_carts():
    """nobody is called for a cart that is refused, and the calls come when the whole cart is held"""
    shop = Shop({"M-11": 14, "P-02": 5})
    shop.refused(OutOfStock, [("M-11", 12), ("P-02", 6)])
    shop.refused(KeyError, [("M-11", 12), ("X-99", 6)])
    assert shop.mails == []

    seen = []

    def look(sku, left):
        seen.append((sku, left, stock.available("M-11"), stock.available("P-02")))

    stock = Warehouse({"M-11": 14, "P-02": 5}, lambda: 0.0, on_low=look)
    number = stock.hold([("M-11", 11), ("M-11", 1), ("P-02", 4)])
    assert seen == [("M-11", 3, 2, 1), ("P-02", 1, 2, 1)]
    stock.change(number, [("P-02", 2), ("M-11", 14)])
    assert seen[2:] == [("P-02", 3, 0, 3), ("M-11", 0, 0, 3)]


@pytest.mark.points(2)
def test_buyers_hear_of_changes():
    """after a change lines count from what is available when the old lines have been given back; nobody is called for a refused change"""
    shop = Shop({"M-11": 14, "P-02": 5})
    number = shop.stock.hold([("M-11", 12)])
    assert shop.mails == [("M-11", 2)]
    shop.stock.change(number, [("M-11", 12), ("P-02", 1)])
    assert shop.mails[1:] == [("M-11", 2)]
    shop.stock.change(number, [("M-11", 10)])
    assert shop.mails[2:] == []
    shop.stock.change(number, [("P-02", 2), ("M-11", 13)])
    assert shop.mails[2:] == [("P-02", 3), ("M-11", 1)]
    shop.refused(OutOfStock, number, [("P-02", 4), ("M-11", 15)])
    shop.refused(ValueError, number, [("P-02", 4), ("M-11", 0)])
    assert shop.mails[4:] == []


@pytest.mark.points(2)
def test_any_day_adds_up():
    """through any day of carts, changes and refusals, available is what is on the shelf and not held"""
    shelf = {sku: random.randint(60, 90) for sku in ("M-11", "P-02", "T-05")}
    shop = Shop(shelf)
    holds = {}

    def free(without=None):
        left = dict(shelf)
        for number, lines in holds.items():
            for sku, quantity in lines if number != without else ():
                left[sku] -= quantity
        return left

    def some():
        return [(random.choice(shop.skus), random.randint(1, 3)) for _ in range(random.randint(1, 3))]

    def one_too_many(left):
        """Two lines of one SKU, each of which fits, and together they don't."""
        sku, other = random.sample(shop.skus, 2)
        first = random.randint(1, left[sku])
        return [(other, 1), (sku, first), (sku, left[sku] - first + 1)]

    day = ["hold", "refused hold", "change", "refused change", "change to all"] * 3 + ["release", "ship"]
    random.shuffle(day)
    for what in ["hold", "hold", "hold", *day]:
        number = random.choice(list(holds)) if holds else None
        match what:
            case "hold":
                lines = some()
                added = shop.stock.hold(lines)
                holds[added] = lines
            case "refused hold":
                shop.refused(OutOfStock, one_too_many(free()))
            case "change":
                lines = some()
                shop.stock.change(number, lines)
                holds[number] = lines
            case "refused change":
                shop.refused(OutOfStock, number, one_too_many(free(without=number)))
            case "change to all":
                sku = random.choice(holds[number])[0]
                shop.stock.change(number, [(sku, free(without=number)[sku])])
                assert shop.stock.available(sku) == 0
                shop.stock.change(number, holds[number])
            case "release":
                shop.stock.release(number)
                del holds[number]
            case "ship":
                shop.stock.ship(number)
                for sku, quantity in holds.pop(number):
                    shelf[sku] -= quantity
        assert shop.available() == free()
    assert list(holds) == sorted(holds)
