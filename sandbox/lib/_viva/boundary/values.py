"""Value types of the standard library that aren't the serializer's own: into parts and back.

An immutable one is packed: an index into PACKED and its parts. A container has a tag of its own, because it is
numbered and copied back like a list. Parts that come in are untrusted: a constructor that checks what it is given
turns them into the value, and anything it raises becomes a WireError.
"""

import collections
import datetime
import decimal
import fractions
import pathlib
import uuid
import zoneinfo

from .codec import WireError, contents
from .natives import attribute, mro_of, namespace_of

# A Decimal of more digits, or a range or slice that isn't made of ints, has no use in a case.
_MAX_DIGITS = 100_000


def _fields(cls, names):
    """A reader of those attributes past a subclass's overrides: the descriptors of cls itself."""
    getters = []
    for name in names.split():
        found = next(namespace_of(c)[name] for c in mro_of(cls) if name in namespace_of(c))
        getters.append(found.__get__)
    return lambda x: tuple([get(x, cls) for get in getters])


_DATE = "year month day"
_TIME = "hour minute second microsecond"
_datetime_fields = _fields(datetime.datetime, f"{_DATE} {_TIME} fold tzinfo")
_time_fields = _fields(datetime.time, f"{_TIME} fold tzinfo")


_key = zoneinfo.ZoneInfo.key.__get__


def _has_key(zone):
    """One that was made from a file may have none."""
    return type(_key(zone)) is str


def _pack_zone(x):
    if not _has_key(x):
        raise TypeError("a ZoneInfo without a key has nothing to be sent by")
    return (_key(x),)


def _unpack_zone(key):
    if type(key) is not str:
        raise WireError("bad time zone")
    return zoneinfo.ZoneInfo(key)


def _zone(zone, moment):
    """A fixed offset stands for a tzinfo that can't cross: a moment has but one offset."""
    if zone is None or type(zone) is datetime.timezone or (type(zone) is zoneinfo.ZoneInfo and _has_key(zone)):
        return zone
    offset = zone.utcoffset(moment)
    return None if offset is None else datetime.timezone(offset)


def _pack_datetime(x):
    *parts, zone = _datetime_fields(x)
    return (*parts, _zone(zone, x))


def _pack_time(x):
    *parts, zone = _time_fields(x)
    return (*parts, _zone(zone, None))


def _unpack_datetime(year, month, day, hour, minute, second, microsecond, fold, zone):
    return datetime.datetime(year, month, day, hour, minute, second, microsecond, zone, fold=fold)


def _unpack_time(hour, minute, second, microsecond, fold, zone):
    return datetime.time(hour, minute, second, microsecond, zone, fold=fold)


def _unpack_decimal(text):
    if type(text) is not str or len(text) > _MAX_DIGITS:
        raise WireError("bad decimal")
    return decimal.Decimal(text)


def _unpack_fraction(numerator, denominator):
    if type(numerator) is not int or type(denominator) is not int:
        raise WireError("bad fraction")
    return fractions.Fraction(numerator, denominator)


def _unpack_path(cls):
    def unpack(text):
        if type(text) is not str:
            raise WireError("bad path")
        return cls(text)

    return unpack


def _unpack_range(start, stop, step):
    if not type(start) is type(stop) is type(step) is int:
        raise WireError("bad range")
    return range(start, stop, step)


def _items_view(flat):
    if len(flat) % 2:
        raise WireError("bad items")
    return dict(zip(flat[::2], flat[1::2])).items()


_PURE_PATHS = (pathlib.PurePosixPath, pathlib.PureWindowsPath)

# Each: (type, value to a tuple of parts, parts to value).
_FINAL = (
    (range, lambda x: (x.start, x.stop, x.step), _unpack_range),
    (slice, lambda x: (x.start, x.stop, x.step), lambda a, b, c: slice(a, b, c)),
)
# A subclass of one of these arrives as the plain type: most are written in Python, so a proxy that derived from them
# would ask the peer for the very fields that a comparison reads.
_FLAT = (
    (datetime.datetime, _pack_datetime, _unpack_datetime),
    (datetime.date, _fields(datetime.date, _DATE), lambda y, m, d: datetime.date(y, m, d)),
    (datetime.time, _pack_time, _unpack_time),
    (
        datetime.timedelta,
        _fields(datetime.timedelta, "days seconds microseconds"),
        lambda d, s, m: datetime.timedelta(d, s, m),
    ),
    (datetime.timezone, lambda x: x.__getinitargs__(), lambda *a: datetime.timezone(*a)),
    (decimal.Decimal, lambda x: (decimal.Decimal.__str__(x),), _unpack_decimal),
    (fractions.Fraction, _fields(fractions.Fraction, "numerator denominator"), _unpack_fraction),
    (uuid.UUID, lambda x: (attribute(x, "int"),), lambda i: uuid.UUID(int=i)),
    (zoneinfo.ZoneInfo, _pack_zone, _unpack_zone),
)
# The index is the number on the wire.
PACKED = (
    *_FINAL,
    *_FLAT,
    (type({}.keys()), tuple, lambda *keys: dict.fromkeys(keys).keys()),
    (type({}.values()), tuple, lambda *found: dict(enumerate(found)).values()),
    (type({}.items()), lambda x: tuple([part for pair in x for part in pair]), lambda *flat: _items_view(flat)),
    # A subclass of a path stays a handle: it has methods of its own.
    *((cls, lambda x: (str(x),), _unpack_path(cls)) for cls in (type(pathlib.Path()), *_PURE_PATHS)),
)
# By identity: a set of classes would ask a metaclass for its hash and its `==`.
_PACKED_INDEX = {id(cls): i for i, (cls, _, _) in enumerate(PACKED)}
_FLATTENED = frozenset(id(cls) for cls, _, _ in _FLAT)


def packed_type(cls):
    """The packed type that an instance of cls is sent as, or None."""
    if id(cls) in _PACKED_INDEX:
        return cls
    for base in mro_of(cls):
        if id(base) in _FLATTENED:
            return base
    return None


def pack(x, cls):
    index = _PACKED_INDEX[id(cls)]
    return "P", index, PACKED[index][1](x)


def unpack(index, parts):
    if index >= len(PACKED):
        raise WireError("bad tag")
    return PACKED[index][2](*parts)


# ---- containers ----


def _pairs(flat):
    if len(flat) % 2:
        raise WireError("bad contents")
    return zip(flat[::2], flat[1::2])


def _bytes(data):
    if type(data) is not bytes:
        raise WireError("bad contents")
    return data


def _tuple(flat):
    if type(flat) is not tuple:
        raise WireError("bad contents")
    return flat


def _dict(flat):
    return dict(_pairs(_tuple(flat)))


def _swap_set(x, new):
    set.clear(x)
    set.update(x, new)


def _swap_dict(x, new):
    dict.clear(x)
    dict.update(x, new)


def _swap_ordered(x, new):
    collections.OrderedDict.clear(x)
    for key, value in new.items():
        collections.OrderedDict.__setitem__(x, key, value)


def _swap_deque(x, new):
    collections.deque.clear(x)
    collections.deque.extend(x, new)


def _ordered_contents(x):
    flat = []
    for key in collections.OrderedDict.__iter__(x):
        flat.append(key)
        flat.append(dict.__getitem__(x, key))
    return tuple(flat)


# Containers that a callee can change in place: what they hold, and how to refill them, past every override.
_READ = {
    list: lambda x: contents(x, list),
    dict: lambda x: contents(x, dict),
    set: lambda x: contents(x, set),
    bytearray: lambda x: contents(x, bytearray),
    collections.OrderedDict: _ordered_contents,
    collections.defaultdict: lambda x: contents(x, dict),
    collections.Counter: lambda x: contents(x, dict),
    collections.deque: lambda x: tuple(collections.deque.__iter__(x)),
}
_REFILL = {
    list: (_tuple, lambda x, new: list.__setitem__(x, slice(None), new)),
    dict: (_dict, _swap_dict),
    set: (lambda flat: set(_tuple(flat)), _swap_set),
    bytearray: (_bytes, lambda x, new: bytearray.__setitem__(x, slice(None), new)),
    collections.OrderedDict: (_dict, _swap_ordered),
    collections.defaultdict: (_dict, _swap_dict),
    collections.Counter: (_dict, _swap_dict),
    collections.deque: (_tuple, _swap_deque),
}
MUTABLE = frozenset(_READ)
_MUTABLE_IDS = frozenset(id(cls) for cls in MUTABLE)


def is_mutable(cls):
    """Whether cls is one of MUTABLE, whatever its metaclass thinks of `==`."""
    return id(cls) in _MUTABLE_IDS


def read(x, base):
    """The contents of a mutable container as a flat tuple (a bytearray's as bytes)."""
    return _READ[base](x)


def prepare(base, flat):
    """New contents for a container, from what may be the peer's. Asks keys for their hash, so anything may run here."""
    try:
        return _REFILL[base][0](flat)
    except WireError:
        raise
    except Exception as error:
        raise WireError(f"bad contents: {type(error).__name__}") from None


def swap(x, base, prepared):
    """Makes the prepared contents those of x."""
    _REFILL[base][1](x, prepared)


def fill(x, base, flat):
    """Makes flat the contents of x; if that fails x is as it was."""
    swap(x, base, prepare(base, flat))


def _reduce_default(x):
    return attribute(x, "default_factory"), contents(x, dict)


def _build_default(factory, flat):
    return collections.defaultdict(factory, dict(_pairs(flat)))


def _build_ordered(flat):
    return collections.OrderedDict(_pairs(flat))


def _build_counter(flat):
    return collections.Counter(dict(_pairs(flat)))


def _reduce_deque(x):
    return collections.deque.maxlen.__get__(x), tuple(collections.deque.__iter__(x))


def _build_deque(maxlen, flat):
    if type(flat) is not tuple or (maxlen is not None and type(maxlen) is not int):
        raise WireError("bad deque")
    return collections.deque(flat, maxlen)


CONTAINERS = {
    collections.OrderedDict: ("O", lambda x: (_ordered_contents(x),)),
    collections.defaultdict: ("D", _reduce_default),
    collections.Counter: ("C", lambda x: (contents(x, dict),)),
    collections.deque: ("q", _reduce_deque),
}
_CONTAINERS_BY_ID = {id(cls): how for cls, how in CONTAINERS.items()}
_BUILDERS = {"O": _build_ordered, "D": _build_default, "C": _build_counter, "q": _build_deque}


def is_container(cls):
    return id(cls) in _CONTAINERS_BY_ID


def reduce_container(x):
    """x, which is exactly one of CONTAINERS."""
    letter, parts = _CONTAINERS_BY_ID[id(type(x))]
    return letter, 0, parts(x)


def build_container(tag, parts):
    return _BUILDERS[tag](*parts)


# ---- what a subclass's instance carries ----

# The builtins that a proxy class may derive from: instances arrive with these contents and native behaviour.
BASES = MUTABLE | {int, float, complex, str, bytes, tuple, frozenset}
TYPES = BASES | {cls for cls, _, _ in (*_FINAL, *_FLAT)}
_BASE_IDS = frozenset(id(cls) for cls in BASES)


def base_of(cls):
    """The builtin whose contents an instance of cls carries, the most derived one; None for a plain class."""
    for base in mro_of(cls):
        if id(base) in _BASE_IDS:
            return base
    return None
