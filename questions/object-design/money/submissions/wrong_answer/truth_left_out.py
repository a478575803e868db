# fails: test_truth
# Leaves __bool__ out: every object is true, so `if balance:` never stops.
from dataclasses import dataclass


class CurrencyMismatch(TypeError):
    pass


def is_int(value):
    return isinstance(value, int) and not isinstance(value, bool)


@dataclass(frozen=True, repr=False)
class Money:
    cents: int
    currency: str

    def __post_init__(self):
        if not is_int(self.cents):
            raise TypeError("cents must be an int")
        if not isinstance(self.currency, str):
            raise TypeError("currency must be a str")
        if len(self.currency) != 3 or not all("A" <= letter <= "Z" for letter in self.currency):
            raise ValueError("currency must be three capital letters")

    def __repr__(self):
        return f"Money({self.cents}, {self.currency!r})"

    def __str__(self):
        whole, rest = divmod(abs(self.cents), 100)
        sign = "-" if self.cents < 0 else ""
        return f"{sign}{whole}.{rest:02} {self.currency}"

    def __lt__(self, other):
        if not isinstance(other, Money):
            return NotImplemented
        return self.cents < self._cents_of(other)

    def __le__(self, other):
        if not isinstance(other, Money):
            return NotImplemented
        return self.cents <= self._cents_of(other)

    def __gt__(self, other):
        if not isinstance(other, Money):
            return NotImplemented
        return self.cents > self._cents_of(other)

    def __ge__(self, other):
        if not isinstance(other, Money):
            return NotImplemented
        return self.cents >= self._cents_of(other)

    def __add__(self, other):
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.cents + self._cents_of(other), self.currency)

    def __radd__(self, other):
        return self if is_int(other) and other == 0 else NotImplemented

    def __sub__(self, other):
        if not isinstance(other, Money):
            return NotImplemented
        return Money(self.cents - self._cents_of(other), self.currency)

    def __neg__(self):
        return Money(-self.cents, self.currency)

    def __mul__(self, factor):
        return Money(self.cents * factor, self.currency) if is_int(factor) else NotImplemented

    __rmul__ = __mul__

    def split(self, parts):
        if parts < 1:
            raise ValueError("at least one part")
        share, rest = divmod(self.cents, parts)
        return [Money(share + (number < rest), self.currency) for number in range(parts)]

    def _cents_of(self, other):
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency}")
        return other.cents
