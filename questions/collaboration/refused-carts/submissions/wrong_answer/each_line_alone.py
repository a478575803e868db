# fails: test_one_sku_on_two_lines, test_expiry, test_numbers, test_buyers_hear_of_low_stock, test_any_day_adds_up
# Looks at all lines first and takes them afterwards, but each line on its own: a SKU on two lines is sold twice.
import itertools


class OutOfStock(Exception):
    def __init__(self, sku, wanted, available):
        super().__init__(f"{sku}: {wanted} wanted, {available} available")
        self.sku = sku
        self.wanted = wanted
        self.available = available


class Warehouse:
    """What is on the shelf, and how much of it is held for carts that aren't paid yet."""

    def __init__(self, on_shelf, clock, hold_seconds=900, low_at=3, on_low=None):
        self._shelf = dict(on_shelf)
        self._held = dict.fromkeys(on_shelf, 0)
        self._holds = {}  # number -> (lines, the moment at which it ends)
        self._numbers = itertools.count(1)
        self._clock = clock
        self._hold_seconds = hold_seconds
        self._low_at = low_at
        self._on_low = on_low or (lambda sku, left: None)

    def available(self, sku):
        self._end_holds()
        return self._shelf[sku] - self._held[sku]

    def hold(self, lines):
        self._end_holds()
        low = self._take(lines)
        number = next(self._numbers)
        self._holds[number] = (list(lines), self._clock() + self._hold_seconds)
        self._tell(low)
        return number

    def change(self, number, lines):
        self._end_holds()
        old_lines, ends_at = self._holds[number]
        self._give_back(old_lines)
        try:
            low = self._take(lines)
        except BaseException:
            for sku, quantity in old_lines:
                self._held[sku] += quantity
            raise
        self._holds[number] = (list(lines), ends_at)
        self._tell(low)

    def release(self, number):
        self._end_holds()
        lines, _ = self._holds.pop(number)
        self._give_back(lines)

    def ship(self, number):
        self._end_holds()
        lines, _ = self._holds.pop(number)
        self._give_back(lines)
        for sku, quantity in lines:
            self._shelf[sku] -= quantity

    def _take(self, lines):
        low = []
        for sku, quantity in lines:
            available = self._shelf[sku] - self._held[sku]
            if quantity < 1:
                raise ValueError(f"{sku}: quantity {quantity} is less than 1")
            if quantity > available:
                raise OutOfStock(sku, quantity, available)
            if available - quantity <= self._low_at < available:
                low.append((sku, available - quantity))
        for sku, quantity in lines:
            self._held[sku] += quantity
        return low

    def _tell(self, low):
        for sku, left in low:
            self._on_low(sku, left)

    def _give_back(self, lines):
        for sku, quantity in lines:
            self._held[sku] -= quantity

    def _end_holds(self):
        now = self._clock()
        for number, (lines, ends_at) in list(self._holds.items()):
            if ends_at <= now:
                del self._holds[number]
                self._give_back(lines)
