import time
from collections.abc import Callable
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


# The code to break up.


class Shop:
    def __init__(self, prices, stock, clock=time.time):
        self.prices = prices  # cents by article
        self.stock = stock  # pieces by article
        self.clock = clock
        self.orders = []
        self.payments = {}  # (customer, cents) by id; refunded ones are gone
        self.charged = 0
        self.outbox = []  # (to, text)

    def place_order(self, customer, lines, voucher=None):
        total = 0
        for article, quantity in lines:
            if article not in self.prices:
                raise UnknownArticle(article)
            if quantity < 1:
                raise ValueError(f"{quantity} pieces of {article}")
            price = self.prices[article] * quantity
            if quantity >= 10:
                price -= price * 10 // 100
            total += price
        if voucher == "WELCOME":
            first = True
            for order in self.orders:
                if order["customer"] == customer:
                    first = False
            if first:
                total = max(0, total - 500)
        if total < 5000:
            total += 490
        for article, quantity in lines:
            if self.stock.get(article, 0) < quantity:
                raise OutOfStock(article)
        for article, quantity in lines:
            self.stock[article] -= quantity
        self.charged += 1
        payment = f"P{self.charged}"
        self.payments[payment] = (customer, total)
        order = {
            "number": len(self.orders) + 1,
            "customer": customer,
            "lines": lines,
            "total": total,
            "payment": payment,
            "placed_at": self.clock(),
            "status": "paid",
        }
        self.orders.append(order)
        self.outbox.append((customer, f"Order {order['number']} placed: {total / 100:.2f} EUR"))
        return order

    def cancel_order(self, number):
        for order in self.orders:
            if order["number"] == number:
                break
        else:
            raise UnknownOrder(number)
        if order["status"] == "cancelled" or self.clock() - order["placed_at"] > 14 * DAY:
            raise NotCancellable(number)
        del self.payments[order["payment"]]
        for article, quantity in order["lines"]:
            self.stock[article] += quantity
        order["status"] = "cancelled"
        self.outbox.append((order["customer"], f"Order {number} cancelled"))
        return order
