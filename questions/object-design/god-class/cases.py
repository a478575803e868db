"""The parts of the service are played by objects that have the Protocols' methods and nothing else."""

import random

import answer
import pytest

DAY = 24 * 60 * 60
PRICES = {"pen": 120, "pad": 333, "desk": 19900, "clip": 1, "box": 5000}


class World:
    """Stock, payments, orders and mail of one service; each can be told to raise."""

    def __init__(self, **stock) -> None:
        self.log: list = []
        self.errors: dict = {}
        self.pieces = stock
        self.stored: dict = {}
        self.paid: dict = {}
        self.now = float(random.randrange(10**9))
        self.service = answer.OrderService(answer.Pricing(PRICES), StockRoom(self), Cashier(self), Archive(self), Postman(self), self.clock)

    def clock(self):
        return self.now

    def note(self, *what):
        if what[0] in self.errors:
            raise self.errors[what[0]]
        self.log.append(what)

    def fails(self, step, error, call, *args):
        """The call must raise this very error, which the step raises."""
        self.errors = {step: error}
        with pytest.raises(type(error)) as info:
            call(*args)
        assert info.value is error
        self.errors = {}

    def mails(self):
        return [entry for entry in self.log if entry[0] == "send"]


class StockRoom:
    def __init__(self, world) -> None:
        self._world = world

    def take(self, article, quantity):
        if self._world.pieces.get(article, 0) < quantity:
            return False
        self._world.note("take", article, quantity)
        self._world.pieces[article] -= quantity
        return True

    def put_back(self, article, quantity):
        self._world.note("put_back", article, quantity)
        self._world.pieces[article] += quantity


class Cashier:
    def __init__(self, world) -> None:
        self._world = world

    def charge(self, customer, cents):
        self._world.note("charge", customer, cents)
        payment = f"card-{len(self._world.log)}"
        self._world.paid[payment] = (customer, cents)
        return payment

    def refund(self, payment):
        self._world.note("refund", payment)
        del self._world.paid[payment]


class Archive:
    def __init__(self, world) -> None:
        self._world = world

    def add(self, order):
        self._world.note("add")
        number = 500 + len(self._world.stored)
        self._world.stored[number] = {**order, "number": number}
        return number

    def get(self, number):
        order = self._world.stored.get(number)
        return None if order is None else dict(order)

    def replace(self, order):
        self._world.note("replace", order["number"])
        assert order["number"] in self._world.stored
        self._world.stored[order["number"]] = dict(order)

    def count(self, customer):
        return [order["customer"] for order in self._world.stored.values()].count(customer)


class Postman:
    def __init__(self, world) -> None:
        self._world = world

    def send(self, to, text):
        self._world.note("send", to, text)


@pytest.mark.sample
def test_prices_add_up():
    """The total of Pricing is price times quantity over all lines"""
    pens, desks = random.randrange(1, 6), random.randrange(1, 5)
    pricing = answer.Pricing(PRICES)
    assert pricing.total([("pen", pens), ("desk", desks)]) == 120 * pens + 19900 * desks
    assert pricing.total([("box", 1)]) == 5000


def test_quantity_discount():
    """From 10 pieces on, 10 % of the line are taken off, rounded down to a cent"""
    pricing = answer.Pricing(PRICES)
    assert pricing.total([("box", 9)]) == 45000
    assert pricing.total([("box", 10)]) == 45000
    assert pricing.total([("box", 11)]) == 49500
    assert pricing.total([("box", 1), ("pad", 11)]) == 5000 + 3663 - 366
    assert pricing.total([("box", 1), ("clip", 19)]) == 5000 + 19 - 1
    assert pricing.total([("box", 5), ("pen", 5)]) == 25600


def test_voucher():
    """WELCOME takes 500 off on the first order only, never below 0; other vouchers take nothing off"""
    pricing = answer.Pricing(PRICES)
    lines = [("desk", 1)]
    assert pricing.total(lines, "WELCOME", True) == 19400
    assert pricing.total(lines, "WELCOME", False) == 19900
    assert pricing.total(lines, "WELCOME") == 19900
    assert pricing.total(lines, "SUMMER", True) == 19900
    assert pricing.total(lines, voucher=None, first_order=True) == 19900
    assert pricing.total([("pen", 1)], voucher="WELCOME", first_order=True) == 490
    assert pricing.total([("pad", 2)], "WELCOME", True) == 656


def test_shipping():
    """If the sum, after the voucher, is less than 5000, 490 are added for shipping"""
    pricing = answer.Pricing({"a": 4999, "b": 5000, "c": 5499, "d": 5500})
    assert pricing.total([("a", 1)]) == 5489
    assert pricing.total([("b", 1)]) == 5000
    assert pricing.total([("c", 1)], "WELCOME", True) == 5489
    assert pricing.total([("d", 1)], "WELCOME", True) == 5000


def test_lines_are_checked():
    """An article without a price raises UnknownArticle, a quantity less than 1 ValueError"""
    pricing = answer.Pricing(PRICES)
    with pytest.raises(answer.UnknownArticle) as info:
        pricing.total([("pen", 1), ("sofa", 1)])
    assert info.value.args == ("sofa",)
    for quantity in (0, -1):
        with pytest.raises(ValueError):
            pricing.total([("pen", 1), ("desk", quantity)])


@pytest.mark.sample
@pytest.mark.points(2)
def test_place_asks_the_parts():
    """place takes, charges, stores and mails, each through the part it was given, and uses the clock"""
    world = World(pen=30, desk=3)
    lines = [("desk", 1), ("pen", 5)]
    order = world.service.place("ann", lines, "WELCOME")
    assert world.log == [
        ("take", "desk", 1),
        ("take", "pen", 5),
        ("charge", "ann", 20000),
        ("add",),
        ("send", "ann", "Order 500 placed: 200.00 EUR"),
    ]
    expected = {
        "number": 500,
        "customer": "ann",
        "lines": lines,
        "total": 20000,
        "payment": "card-3",
        "placed_at": world.now,
        "status": "paid",
    }
    assert order == expected
    assert world.stored == {500: expected}
    world.now += 5.5
    assert world.service.place("ann", [("pen", 1)], "WELCOME")["total"] == 610
    assert world.service.place("ben", [("pen", 1)], voucher="WELCOME")["total"] == 490
    assert world.service.place("ben", [("pen", 2)])["placed_at"] == world.now
    assert [text for _, _, text in world.mails()[1:]] == [
        "Order 501 placed: 6.10 EUR",
        "Order 502 placed: 4.90 EUR",
        "Order 503 placed: 7.30 EUR",
    ]
    assert world.pieces == {"pen": 21, "desk": 2}


def test_wrong_lines_touch_nothing():
    """If pricing raises, nothing has been taken, charged, stored or sent"""
    world = World(pen=30, desk=3)
    with pytest.raises(answer.UnknownArticle):
        world.service.place("ann", [("pen", 1), ("sofa", 1)])
    with pytest.raises(ValueError):
        world.service.place("ann", [("pen", 1), ("desk", 0)])
    assert world.log == []


@pytest.mark.points(2)
def test_out_of_stock():
    """Without enough in stock it raises OutOfStock, and what was taken before is put back"""
    world = World(pen=30, pad=3, desk=2)
    with pytest.raises(answer.OutOfStock) as info:
        world.service.place("ann", [("pen", 7), ("pad", 3), ("desk", 3), ("box", 1)])
    assert info.value.args == ("desk",)
    assert world.pieces == {"pen": 30, "pad": 3, "desk": 2}
    assert sorted(world.log) == [("put_back", "pad", 3), ("put_back", "pen", 7), ("take", "pad", 3), ("take", "pen", 7)]
    with pytest.raises(answer.OutOfStock):
        world.service.place("ann", [("box", 1)])
    assert world.service.place("ann", [("pen", 30)])["number"] == 500


@pytest.mark.points(2)
def test_failed_charge():
    """If the charge fails, what was taken is put back, nothing is stored or mailed, and the exception is unchanged"""
    world = World(pen=30, desk=3)
    world.fails("charge", PermissionError("card declined"), world.service.place, "ann", [("pen", 7), ("desk", 3)])
    assert world.pieces == {"pen": 30, "desk": 3}
    assert (world.stored, world.paid, world.mails()) == ({}, {}, [])
    assert world.log.count(("put_back", "pen", 7)) == 1


@pytest.mark.points(2)
def test_failed_store():
    """If the order can't be stored, the charge is refunded and what was taken is put back"""
    world = World(pen=30, desk=3)
    world.fails("add", OSError("database is down"), world.service.place, "ann", [("pen", 7), ("desk", 3)])
    assert world.pieces == {"pen": 30, "desk": 3}
    assert (world.stored, world.paid, world.mails()) == ({}, {}, [])
    world.fails("take", OSError("stock is down"), world.service.place, "ann", [("pen", 7)])
    assert world.service.place("ann", [("pen", 7)])["number"] == 500
    assert world.pieces == {"pen": 23, "desk": 3}


def test_failed_mail():
    """If the mail fails, an Exception is swallowed, and nothing else: the order stands, and a cancelled one is cancelled"""
    world = World(pen=30)
    world.errors = {"send": ConnectionError("mail is down")}
    order = world.service.place("ann", [("pen", 7)])
    assert order["status"] == "paid"
    assert list(world.paid.values()) == [("ann", 1330)]
    assert world.pieces == {"pen": 23}
    assert world.service.cancel(order["number"])["status"] == "cancelled"
    assert world.stored[500]["status"] == "cancelled"
    assert world.paid == {}
    assert world.pieces == {"pen": 30}
    world.fails("send", KeyboardInterrupt(), world.service.place, "ann", [("pen", 7)])
    assert world.pieces == {"pen": 23}


@pytest.mark.sample
@pytest.mark.points(2)
def test_cancel():
    """cancel refunds, puts back every line, replaces the order, mails, and returns the cancelled order"""
    world = World(pen=30, desk=3)
    first = world.service.place("ann", [("pen", 7), ("desk", 1)])
    second = world.service.place("ben", [("pen", 1)])
    world.log.clear()
    assert world.service.cancel(first["number"]) == {**first, "status": "cancelled"}
    assert world.stored == {500: {**first, "status": "cancelled"}, 501: second}
    assert world.pieces == {"pen": 29, "desk": 3}
    assert list(world.paid.values()) == [("ben", 610)]
    assert world.mails() == [("send", "ann", "Order 500 cancelled")]
    assert len(world.log) == 5


def test_cancel_in_time():
    """Until exactly 14 days after it was placed an order can be cancelled, by the clock that was given"""
    for seconds, works in ((0, True), (14 * DAY - 1, True), (14 * DAY, True), (14 * DAY + 1, False), (30 * DAY, False)):
        world = World(pen=30)
        number = world.service.place("ann", [("pen", 1)])["number"]
        world.now += seconds
        if works:
            assert world.service.cancel(number)["status"] == "cancelled"
        else:
            with pytest.raises(answer.NotCancellable):
                world.service.cancel(number)
            assert world.stored[number]["status"] == "paid"


def test_cancel_refused():
    """An unknown number raises UnknownOrder, a second cancellation NotCancellable, and nothing happens"""
    world = World(pen=30)
    with pytest.raises(answer.UnknownOrder) as info:
        world.service.cancel(7)
    assert info.value.args == (7,)
    number = world.service.place("ann", [("pen", 1)])["number"]
    world.service.cancel(number)
    world.log.clear()
    with pytest.raises(answer.NotCancellable):
        world.service.cancel(number)
    assert world.log == []
    assert world.pieces == {"pen": 30}


@pytest.mark.points(2)
def test_failed_refund():
    """If the refund fails, the exception passes and nothing else happens: the order stays paid, the stock as it was"""
    world = World(pen=30)
    order = world.service.place("ann", [("pen", 4)])
    world.log.clear()
    world.fails("refund", ConnectionError("card provider is down"), world.service.cancel, order["number"])
    assert world.log == []
    assert world.pieces == {"pen": 26}
    assert world.stored[500] == order
    assert world.service.cancel(order["number"])["status"] == "cancelled"


def test_shop_places_and_cancels():
    """Shop keeps its methods, results, and what its attributes contain"""
    now = float(random.randrange(10**9))
    shop = answer.Shop(PRICES, {"pen": 30, "desk": 3}, clock=lambda: now)
    assert (shop.stock, shop.orders, shop.payments, shop.outbox) == ({"pen": 30, "desk": 3}, [], {}, [])
    first = shop.place_order("ann", [("pen", 10), ("desk", 1)], "WELCOME")
    expected = {
        "number": 1,
        "customer": "ann",
        "lines": [("pen", 10), ("desk", 1)],
        "total": 20480,
        "payment": "P1",
        "placed_at": now,
        "status": "paid",
    }
    assert first == expected
    second = shop.place_order("ann", [("pen", 1)], voucher="WELCOME")
    assert (second["number"], second["total"], second["payment"]) == (2, 610, "P2")
    assert shop.stock == {"pen": 19, "desk": 2}
    assert shop.payments == {"P1": ("ann", 20480), "P2": ("ann", 610)}
    assert shop.orders == [expected, second]
    assert shop.cancel_order(1) == {**expected, "status": "cancelled"}
    assert shop.orders == [{**expected, "status": "cancelled"}, second]
    assert shop.stock == {"pen": 29, "desk": 3}
    assert shop.payments == {"P2": ("ann", 610)}
    assert shop.place_order("ben", [("pen", 1)], "WELCOME")["payment"] == "P3"
    assert shop.outbox == [
        ("ann", "Order 1 placed: 204.80 EUR"),
        ("ann", "Order 2 placed: 6.10 EUR"),
        ("ann", "Order 1 cancelled"),
        ("ben", "Order 3 placed: 4.90 EUR"),
    ]
    assert shop.cancel_order(3)["customer"] == "ben"
    assert [order["status"] for order in shop.orders] == ["cancelled", "paid", "cancelled"]


def test_shop_errors():
    """Shop keeps its exceptions, and after one of them nothing has changed"""
    shop = answer.Shop(PRICES, {"pen": 5})
    for error, lines in (
        (answer.OutOfStock, [("pen", 6)]),
        (answer.OutOfStock, [("pen", 5), ("desk", 1)]),
        (answer.UnknownArticle, [("sofa", 1)]),
        (ValueError, [("pen", 0)]),
    ):
        with pytest.raises(error):
            shop.place_order("ann", lines)
    with pytest.raises(answer.UnknownOrder):
        shop.cancel_order(1)
    assert (shop.stock, shop.orders, shop.payments, shop.outbox) == ({"pen": 5}, [], {}, [])
    assert shop.place_order("ann", [("pen", 5)])["number"] == 1
    for number in (0, 2):
        with pytest.raises(answer.UnknownOrder):
            shop.cancel_order(number)
    assert shop.stock == {"pen": 0}
    shop.cancel_order(1)
    with pytest.raises(answer.NotCancellable):
        shop.cancel_order(1)
    assert shop.stock == {"pen": 5}


@pytest.mark.points(2)
def test_shop_only_passes_on():
    """place_order returns what OrderService.place returns, and cancel_order what OrderService.cancel returns"""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answer.OrderService, "place", lambda *args, **kwargs: {"number": 77})
        patch.setattr(answer.OrderService, "cancel", lambda *args, **kwargs: {"number": 78})
        shop = answer.Shop(PRICES, {"pen": 5})
        assert shop.place_order("ann", [("pen", 1)], "WELCOME") == {"number": 77}
        assert shop.cancel_order(4) == {"number": 78}
    assert shop.stock == {"pen": 5}


def test_shops_are_apart():
    """Two shops keep their orders, payments and outboxes apart"""
    one, two = answer.Shop(PRICES, {"pen": 5}), answer.Shop(PRICES, {"pen": 9})
    one.place_order("ann", [("pen", 1)])
    assert (two.stock, two.orders, two.payments, two.outbox) == ({"pen": 9}, [], {}, [])
    order = two.place_order("ben", [("pen", 2)])
    assert (order["number"], order["payment"]) == (1, "P1")
    assert (one.stock, one.payments) == ({"pen": 4}, {"P1": ("ann", 610)})
    assert [placed["customer"] for placed in one.orders] == ["ann"]
    assert one.outbox == [("ann", "Order 1 placed: 6.10 EUR")]
