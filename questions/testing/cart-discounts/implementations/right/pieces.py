# every piece by itself, counted when the total is asked for
from collections import Counter
from dataclasses import dataclass, field

CODES = {"TENOFF": (3500, 1000)}
FREE_SHIPPING_FROM, SHIPPING = 3000, 490


def after_bulk(price: int, pieces: int) -> int:
    full = price * pieces
    return full if pieces < 10 else full - -(-full // 10)


def after_code(amount: int, code: str | None) -> int:
    if code is None:
        return amount
    try:
        least, off = CODES[code]
    except KeyError:
        raise ValueError(code) from None
    return amount if amount < least else amount - off


@dataclass
class Cart:
    pieces: list[str] = field(default_factory=list)
    prices: dict[str, int] = field(default_factory=dict)

    def add(self, article: str, price: int, quantity: int = 1) -> None:
        if quantity <= 0 or self.prices.get(article, price) != price:
            raise ValueError(article, price, quantity)
        self.prices[article] = price
        self.pieces.extend([article] * quantity)

    def total(self, code: str | None = None) -> int:
        counted = Counter(self.pieces)
        amount = after_code(sum(after_bulk(self.prices[name], count) for name, count in counted.items()), code)
        ships = bool(counted) and amount < FREE_SHIPPING_FROM
        return amount + SHIPPING * ships
