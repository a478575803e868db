# fails: test_shops_are_apart
# Near miss: a mutable default, made once for all objects: two shops write into one list of orders.
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

DAY = 24 * 60 * 60


class UnknownArticle(Exception):
    """There is no such article. Its argument is the article."""


class OutOfStock(Exception):
    """There are not enough pieces. Its argument is the article."""


class UnknownOrder(Exception):
    """There is no order with this number. Its argument is the number."""


class NotCancellable(Exception):
    """The order is cancelled already, or too old."""


# What OrderService may ask of its parts, and nothing else. Leave these as they are.


class Stock(Protocol):
    def take(self, article: str, quantity: int) -> bool:
        """Take pieces out of the stock. Without enough of them, take nothing and return False."""

    def put_back(self, article: str, quantity: int) -> None: ...


class Payments(Protocol):
    def charge(self, customer: str, cents: int) -> str:
        """Charge the customer; returns the payment's id."""

    def refund(self, payment: str) -> None: ...


class Orders(Protocol):
    def add(self, order: dict) -> int:
        """Store a new order; returns its number, which is stored with it as "number"."""

    def get(self, number: int) -> dict | None: ...

    def replace(self, order: dict) -> None:
        """Store an order in place of that with the same number."""

    def count(self, customer: str) -> int:
        """How many orders the customer has placed, cancelled ones included."""


class Mailer(Protocol):
    def send(self, to: str, text: str) -> None: ...


Clock = Callable[[], float]


WELCOME = 500
SHIPPING = 490


@dataclass
class Pricing:
    prices: dict

    def total(self, lines, voucher=None, first_order=False):
        goods = 0
        for article, quantity in lines:
            try:
                price = self.prices[article]
            except KeyError:
                raise UnknownArticle(article) from None
            if quantity <= 0:
                raise ValueError(quantity)
            goods += price * quantity
            if quantity > 9:
                goods -= price * quantity // 10
        if first_order and voucher == "WELCOME":
            goods = goods - min(goods, WELCOME)
        if goods >= 5000:
            return goods
        return goods + SHIPPING


@dataclass
class OrderService:
    pricing: Pricing
    stock: Stock
    payments: Payments
    orders: Orders
    mailer: Mailer
    clock: Clock

    def place(self, customer, lines, voucher=None):
        first = not self.orders.count(customer)
        total = self.pricing.total(lines, voucher=voucher, first_order=first)
        taken = []
        payment = None
        try:
            for line in lines:
                if not self.stock.take(*line):
                    raise OutOfStock(line[0])
                taken.append(line)
            payment = self.payments.charge(customer, total)
            order = dict(customer=customer, lines=lines, total=total, payment=payment, placed_at=self.clock(), status="paid")
            order["number"] = self.orders.add(dict(order))
        except BaseException:
            if payment is not None:
                self.payments.refund(payment)
            for line in taken:
                self.stock.put_back(*line)
            raise
        self.tell(order, f"placed: {total / 100:.2f} EUR")
        return order

    def cancel(self, number):
        order = self.orders.get(number)
        if order is None:
            raise UnknownOrder(number)
        age = self.clock() - order["placed_at"]
        if order["status"] != "paid" or age > 14 * DAY:
            raise NotCancellable(number)
        self.payments.refund(order["payment"])
        for line in order["lines"]:
            self.stock.put_back(*line)
        order = order | {"status": "cancelled"}
        self.orders.replace(order)
        self.tell(order, "cancelled")
        return order

    def tell(self, order, what):
        try:
            self.mailer.send(order["customer"], f"Order {order['number']} {what}")
        except Exception:
            pass


class Memory:
    """Stands in for all four parts, as long as there is no database."""

    orders: list = []
    payments: dict = {}
    outbox: list = []
    charged: int = 0

    def __init__(self, pieces):
        self.pieces = pieces

    def take(self, article, quantity):
        enough = self.pieces.get(article, 0) >= quantity
        if enough:
            self.pieces[article] -= quantity
        return enough

    def put_back(self, article, quantity):
        self.pieces[article] += quantity

    def charge(self, customer, cents):
        self.charged += 1
        self.payments[f"P{self.charged}"] = (customer, cents)
        return f"P{self.charged}"

    def refund(self, payment):
        self.payments.pop(payment)

    def add(self, order):
        self.orders.append(order | {"number": len(self.orders) + 1})
        return len(self.orders)

    def get(self, number):
        return next((order for order in self.orders if order["number"] == number), None)

    def replace(self, order):
        self.orders[order["number"] - 1] = order

    def count(self, customer):
        return len([order for order in self.orders if order["customer"] == customer])

    def send(self, to, text):
        self.outbox.append((to, text))


class Shop:
    def __init__(self, prices, stock, clock=time.time):
        memory = Memory(stock)
        self.stock, self.orders = stock, memory.orders
        self.payments, self.outbox = memory.payments, memory.outbox
        service = OrderService(Pricing(prices), memory, memory, memory, memory, clock)
        self._service = service

    def place_order(self, customer, lines, voucher=None):
        return self._service.place(customer, lines, voucher)

    def cancel_order(self, number):
        return self._service.cancel(number)
