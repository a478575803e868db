# fails: test_failed_refund
# Near miss: puts the goods back before the refund: when the refund fails and is tried again, the stock has grown.
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
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


class Pricing:
    def __init__(self, prices):
        self.prices = prices

    def total(self, lines, voucher=None, first_order=False):
        total = sum(self._line(article, quantity) for article, quantity in lines)
        if voucher == "WELCOME" and first_order:
            total = max(0, total - 500)
        return total + 490 if total < 5000 else total

    def _line(self, article, quantity):
        if article not in self.prices:
            raise UnknownArticle(article)
        if quantity < 1:
            raise ValueError(f"{quantity} pieces of {article}")
        price = self.prices[article] * quantity
        return price - price * 10 // 100 if quantity >= 10 else price


class OrderService:
    def __init__(self, pricing, stock: Stock, payments: Payments, orders: Orders, mailer: Mailer, clock: Clock):
        self.pricing = pricing
        self.stock = stock
        self.payments = payments
        self.orders = orders
        self.mailer = mailer
        self.clock = clock

    def place(self, customer, lines, voucher=None):
        total = self.pricing.total(lines, voucher, self.orders.count(customer) == 0)
        with ExitStack() as undo:
            for article, quantity in lines:
                if not self.stock.take(article, quantity):
                    raise OutOfStock(article)
                undo.callback(self.stock.put_back, article, quantity)
            payment = self.payments.charge(customer, total)
            undo.callback(self.payments.refund, payment)
            order = {
                "customer": customer,
                "lines": lines,
                "total": total,
                "payment": payment,
                "placed_at": self.clock(),
                "status": "paid",
            }
            number = self.orders.add(order)
            undo.pop_all()
        self._mail(customer, f"Order {number} placed: {total / 100:.2f} EUR")
        return {**order, "number": number}

    def cancel(self, number):
        order = self.orders.get(number)
        if order is None:
            raise UnknownOrder(number)
        if order["status"] == "cancelled" or self.clock() - order["placed_at"] > 14 * DAY:
            raise NotCancellable(number)
        for article, quantity in order["lines"]:
            self.stock.put_back(article, quantity)
        self.payments.refund(order["payment"])
        cancelled = {**order, "status": "cancelled"}
        self.orders.replace(cancelled)
        self._mail(order["customer"], f"Order {number} cancelled")
        return cancelled

    def _mail(self, to, text):
        with suppress(Exception):
            self.mailer.send(to, text)


class DictStock:
    def __init__(self, pieces):
        self.pieces = pieces

    def take(self, article, quantity):
        if self.pieces.get(article, 0) < quantity:
            return False
        self.pieces[article] -= quantity
        return True

    def put_back(self, article, quantity):
        self.pieces[article] += quantity


class DictPayments:
    def __init__(self):
        self.open = {}
        self.charged = 0

    def charge(self, customer, cents):
        self.charged += 1
        payment = f"P{self.charged}"
        self.open[payment] = (customer, cents)
        return payment

    def refund(self, payment):
        del self.open[payment]


class ListOrders:
    def __init__(self):
        self.orders = []

    def add(self, order):
        number = len(self.orders) + 1
        self.orders.append({**order, "number": number})
        return number

    def get(self, number):
        return self.orders[number - 1] if 1 <= number <= len(self.orders) else None

    def replace(self, order):
        self.orders[order["number"] - 1] = order

    def count(self, customer):
        return sum(order["customer"] == customer for order in self.orders)


class Outbox:
    def __init__(self):
        self.mails = []

    def send(self, to, text):
        self.mails.append((to, text))


class Shop:
    """The old interface."""

    def __init__(self, prices, stock, clock=time.time):
        payments, orders, outbox = DictPayments(), ListOrders(), Outbox()
        self.stock = stock
        self.payments = payments.open
        self.orders = orders.orders
        self.outbox = outbox.mails
        self.service = OrderService(Pricing(prices), DictStock(stock), payments, orders, outbox, clock)

    def place_order(self, customer, lines, voucher=None):
        return self.service.place(customer, lines, voucher)

    def cancel_order(self, number):
        return self.service.cancel(number)
