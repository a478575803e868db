# Style: the work is done on a copy of what is held, which takes the place of the old one when nothing can fail any more.
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
        held, low = self._taken(self._held, lines)
        number = next(self._numbers)
        self._holds[number] = (list(lines), self._clock() + self._hold_seconds)
        self._commit(held, low)
        return number

    def change(self, number, lines):
        self._end_holds()
        old_lines, ends_at = self._holds[number]
        without_old = dict(self._held)
        for sku, quantity in old_lines:
            without_old[sku] -= quantity
        held, low = self._taken(without_old, lines)
        self._holds[number] = (list(lines), ends_at)
        self._commit(held, low)

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

    def _taken(self, held, lines):
        """What is held when the lines are, too, and the calls that on_low is owed; changes nothing."""
        held = dict(held)
        low = []
        for sku, quantity in lines:
            available = self._shelf[sku] - held[sku]
            if quantity < 1:
                raise ValueError(f"{sku}: quantity {quantity} is less than 1")
            if quantity > available:
                raise OutOfStock(sku, quantity, available)
            held[sku] += quantity
            if available - quantity <= self._low_at < available:
                low.append((sku, available - quantity))
        return held, low

    def _commit(self, held, low):
        self._held = held
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
