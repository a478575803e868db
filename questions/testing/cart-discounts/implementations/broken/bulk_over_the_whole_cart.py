# pieces of different articles are counted together for the bulk discount


class Cart:
    def __init__(self) -> None:
        self._lines: dict[str, tuple[int, int]] = {}

    def add(self, article: str, price: int, quantity: int = 1) -> None:
        if quantity < 1:
            raise ValueError(f"quantity must be at least 1, not {quantity}")
        known, before = self._lines.get(article, (price, 0))
        if known != price:
            raise ValueError(f"{article} costs {known}, not {price}")
        self._lines[article] = price, before + quantity

    def total(self, code: str | None = None) -> int:
        if code not in (None, "TENOFF"):
            raise ValueError(f"unknown code {code}")
        if not self._lines:
            return 0
        amount = 0
        pieces = sum(quantity for _, quantity in self._lines.values())
        for price, quantity in self._lines.values():
            line = price * quantity
            if pieces >= 10:
                line = line * 9 // 10
            amount += line
        if code == "TENOFF" and amount >= 3500:
            amount -= 1000
        if amount < 3000:
            amount += 490
        return amount
