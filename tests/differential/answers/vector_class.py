import math


class Vector:
    __slots__ = ("_xs",)

    def __init__(self, *xs):
        self._xs = tuple(float(x) for x in xs)

    def __len__(self):
        return len(self._xs)

    def __iter__(self):
        return iter(self._xs)

    def __getitem__(self, i):
        if isinstance(i, slice):
            return Vector(*self._xs[i])
        return self._xs[i]

    def __eq__(self, other):
        if not isinstance(other, Vector):
            return NotImplemented
        return self._xs == other._xs

    def __hash__(self):
        return hash(self._xs)

    def __bool__(self):
        return any(self._xs)

    def __contains__(self, x):
        return x in self._xs

    def __add__(self, other):
        if not isinstance(other, Vector):
            return NotImplemented
        if len(self) != len(other):
            raise ValueError(f"lengths differ: {len(self)} and {len(other)}")
        return Vector(*(a + b for a, b in zip(self, other)))

    def __mul__(self, k):
        if not isinstance(k, (int, float)):
            return NotImplemented
        return Vector(*(a * k for a in self))

    __rmul__ = __mul__

    def __matmul__(self, other):
        return sum(a * b for a, b in zip(self, other))

    def __neg__(self):
        return self * -1

    def __abs__(self):
        return math.hypot(*self)

    def __round__(self, n=None):
        return Vector(*(round(x, n) for x in self))

    def __repr__(self):
        return f"Vector({', '.join(f'{x:g}' for x in self)})"

    def __format__(self, spec):
        return "<" + ", ".join(format(x, spec or "g") for x in self) + ">"

    def __call__(self, i):
        return self[i]

    def __reversed__(self):
        return reversed(self._xs)

    def __getattr__(self, name):
        if name in ("x", "y", "z"):
            return self._xs["xyz".index(name)]
        raise AttributeError(f"{type(self).__name__!r} has no {name!r}")
