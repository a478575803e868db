# fails: test_immutable, test_add_and_subtract
# Adds into the left amount and returns it: the price in the catalogue grows with every order.
import operator
import string


class CurrencyMismatch(TypeError):
    pass


def ordering(compare):
    def method(self, other):
        if type(other) is not Money:
            return NotImplemented
        self._agree(other)
        return compare(self.cents, other.cents)

    return method


def arithmetic(compute):
    def method(self, other):
        if type(other) is not Money:
            return NotImplemented
        self._agree(other)
        object.__setattr__(self, "cents", compute(self.cents, other.cents))
        return self

    return method


class Money:
    __slots__ = ("cents", "currency")

    def __init__(self, cents, currency):
        if type(cents) is not int:
            raise TypeError(f"cents: {cents!r}")
        if type(currency) is not str:
            raise TypeError(f"currency: {currency!r}")
        if len(currency) != 3 or set(currency) - set(string.ascii_uppercase):
            raise ValueError(currency)
        object.__setattr__(self, "cents", cents)
        object.__setattr__(self, "currency", currency)

    def __setattr__(self, name, value):
        raise AttributeError("Money can't be changed")

    def __delattr__(self, name):
        raise AttributeError("Money can't be changed")

    def __eq__(self, other):
        if type(other) is not Money:
            return NotImplemented
        return (self.cents, self.currency) == (other.cents, other.currency)

    def __hash__(self):
        return hash((self.cents, self.currency))

    def __bool__(self):
        return bool(self.cents)

    def __repr__(self):
        return "Money(%d, %r)" % (self.cents, self.currency)

    def __str__(self):
        digits = str(abs(self.cents)).zfill(3)
        return f"{'-' * (self.cents < 0)}{digits[:-2]}.{digits[-2:]} {self.currency}"

    __lt__ = ordering(operator.lt)
    __le__ = ordering(operator.le)
    __gt__ = ordering(operator.gt)
    __ge__ = ordering(operator.ge)
    __add__ = arithmetic(operator.add)
    __sub__ = arithmetic(operator.sub)

    def __radd__(self, other):
        if type(other) is int and other == 0:
            return self
        return NotImplemented

    def __neg__(self):
        return self * -1

    def __mul__(self, factor):
        if type(factor) is not int:
            return NotImplemented
        return Money(self.cents * factor, self.currency)

    __rmul__ = __mul__

    def split(self, parts):
        if parts < 1:
            raise ValueError(parts)
        pieces = []
        left = self.cents
        for number in range(parts, 0, -1):
            share = -(-left // number)
            pieces.append(Money(share, self.currency))
            left -= share
        return pieces

    def _agree(self, other):
        if self.currency != other.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency}")
