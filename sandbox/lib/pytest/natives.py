"""Reading a value as the interpreter sees it, past everything that its class overrides.

A value may come from the answer, whose classes may claim to be anything. Here a class is what
its native bases are, compared by identity, and a number, container or record is read by the
builtin's own methods.

It knows nothing of proxies: one has a real class like any other object.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

_mro = type.__dict__["__mro__"].__get__
_name = type.__dict__["__name__"].__get__
_namespace = type.__dict__["__dict__"].__get__


def native_mro(cls: type) -> tuple[type, ...]:
    """The bases as the interpreter sees them, whatever the metaclass claims."""
    return _mro(cls)


def derives(cls: type, base: type) -> bool:
    """Whether `cls` really inherits from `base`; no `__subclasscheck__`, no `==` of a metaclass."""
    return any(entry is base for entry in _mro(cls))


def builtin_base(cls: type, bases: tuple[type, ...]) -> type | None:
    """The one of `bases` that `cls` is or inherits from."""
    for entry in _mro(cls):
        for base in bases:
            if entry is base:
                return base
    return None


def type_name(value: object) -> str:
    """The name of the value's real class."""
    return _name(type(value))


def class_attribute(cls: type, name: str) -> object | None:
    """An attribute found in the class's own namespaces, with no `__getattr__` in play."""
    for entry in _mro(cls):
        namespace = _namespace(entry)
        if name in namespace:
            return namespace[name]
    return None


def field_names(value: object) -> tuple[str, ...] | None:
    """The fields of a namedtuple or dataclass instance, None for everything else."""
    cls = type(value)
    if derives(cls, tuple):
        names = class_attribute(cls, "_fields")
        if type(names) is tuple and all(type(name) is str for name in names):
            return names if len(names) == tuple.__len__(value) else None
        return None
    fields = class_attribute(cls, "__dataclass_fields__")
    if type(fields) is not dict:
        return None
    return tuple(name for name, field in fields.items() if getattr(field, "compare", True))


def field_values(value: object, names: tuple[str, ...]) -> list[object]:
    """The values of `field_names`; one that can't be read is shown as its error."""
    if derives(type(value), tuple):
        return list(tuple.__iter__(value))
    found: list[object] = []
    for name in names:
        try:
            found.append(getattr(value, name))
        except BaseException as error:
            found.append(error)
    return found


Number = int | float | complex | Decimal | Fraction

_fraction_parts = tuple(Fraction.__dict__[name].__get__ for name in ("_numerator", "_denominator"))

#: How the builtin number inside an instance of a subclass is read, past every override. Adding
#: minus zero keeps the sign of a zero, which adding zero would not.
_NATIVE: dict[type, Callable[[object], Number]] = {
    int: lambda value: int.__add__(value, 0),
    float: lambda value: float.__add__(value, -0.0),
    complex: lambda value: complex.__add__(value, complex(-0.0, -0.0)),
    Decimal: Decimal,
    Fraction: lambda value: Fraction(*(read(value) for read in _fraction_parts)),
}
_NUMBERS = tuple(_NATIVE)

#: The builtin containers whose elements `approx` of a sequence compares in order.
_DICT_VIEWS: tuple[type, ...] = (type({}.keys()), type({}.values()), type({}.items()))
_ITERABLES: tuple[type, ...] = (
    *(list, tuple, deque, range, str, bytes, bytearray, memoryview, set, frozenset, dict),
    *_DICT_VIEWS,
)


def number_in(value: object) -> Number | None:
    """The builtin number that `value` is or holds natively; None for anything else."""
    cls = type(value)
    for exact in _NUMBERS:
        if cls is exact:
            return value
    if cls is bool:
        return value
    base = builtin_base(cls, _NUMBERS)
    return None if base is None else _NATIVE[base](value)


def elements_of(value: object) -> list[object] | None:
    """The elements of a builtin container, read natively; None for anything else."""
    base = builtin_base(type(value), _ITERABLES)
    if base is None:
        # A value can only be an array if somebody has imported the module.
        array = sys.modules.get("array")
        if array is None or not derives(type(value), array.array):
            return None
        base = array.array
    return list(base.__iter__(value))
