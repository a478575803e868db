"""The bytes of a message: plain values, containers, shared references, caps.

This file is the definition; `_viva_wire` (sandbox/src/wire.rs) is the same thing natively: same bytes, same errors.
It knows nothing of proxies, classes or rules. Whatever isn't plain goes through two methods of the side:

    side.reduce(x) -> (tag, number, parts)    one letter of REDUCED (or "o"), a number, a tuple of values
    side.build(tag, number, parts) -> x       the other way; the parts are decoded already, and untrusted

and `side.objects[number]` is the side's own object that the peer names by its number (tag "o"). The native one asks for
two things more, to do them itself: `side.mark`, the key of a proxy's number in its `__dict__`, and `side.refusal`, the
class to raise (WireError).

Decoding trusts nothing: each tag, length, depth and reference is checked before it is used, and memory grows with what
was read, not with what was announced. Every failure is a WireError.
"""

import struct

# A message of the deepest honest value must decode on a thread's stack, native and Python frames included.
MAX_DEPTH = 150
# Two million list slots take about 16 MB as None and 100 MB as small objects: the judge's memory holds that.
MAX_NODES = 2_000_000
# A side has 128 MiB by default; a message lives there twice for a moment (bytes and values).
MAX_BYTES = 32 << 20
# Arithmetic and text conversion on a larger int would cost more than any case needs.
MAX_INT_BYTES = 1 << 20

# Tags that side.build understands; those of REMEMBERED are numbered, and so can be referred to again ("R", "A").
REDUCED = "nhvkmEPODCq?"
REMEMBERED = "hvEODCq"

_SMALL = 1 << 62
_PAIR = struct.Struct("<dd")
_DOUBLE = struct.Struct("<d")


class WireError(Exception):
    """A value that can't cross, or bytes that no honest peer would send."""


def contents(x, base):
    """What the builtin `base` itself holds in x, past every override of x's class.

    Numbers and text come as the exact builtin, a bytearray as bytes, other containers as a flat tuple (keys and
    values of a dict in turn).
    """
    if base is list:
        return tuple(list.__getitem__(x, slice(None)))
    if base is tuple:
        return tuple.__getitem__(x, slice(None)) if type(x) is tuple else (*tuple.__iter__(x),)
    if base is dict:
        return tuple(part for pair in dict.items(x) for part in pair)
    if base is set:
        return tuple(set.__iter__(x))
    if base is frozenset:
        return tuple(frozenset.__iter__(x))
    if base is bytearray:
        return bytes(bytearray.__getitem__(x, slice(None)))
    if base is int:
        return int.__add__(x, 0)
    if base is float:
        return float.__float__(x)
    if base is complex:
        return complex(complex.__dict__["real"].__get__(x), complex.__dict__["imag"].__get__(x))
    if base is str:
        return str.encode(x, "utf-8", "surrogatepass").decode("utf-8", "surrogatepass")
    if base is bytes:
        return b"".join((bytes.__getitem__(x, slice(None)),))
    raise TypeError("not a builtin value type")


def same(a, b):
    """Whether two contents are the same: element by element by identity, never by `==`; bytes by their value."""
    if type(a) is bytes:
        return a == b
    return len(a) == len(b) and all(x is y for x, y in zip(a, b))


def encode(value, side, answered=None):
    """The message for value, and what it numbers (containers and handed over objects, in order).

    `answered` is the list that decode() returned for the request that this message answers.
    """
    writer = _Writer(side, answered)
    writer.put(value)
    return bytes(writer.out), writer.numbered


def decode(data, side, answered=None):
    """The value of a message, and what it numbers. `answered`: the list that encode() returned for our request."""
    if len(data) > MAX_BYTES:
        raise WireError("message too large")
    reader = _Reader(side, data, answered)
    value = reader.get()
    if reader.at != len(data):
        raise WireError("bytes after the message")
    return value, reader.numbered


class _Writer:
    def __init__(self, side, answered):
        self.side = side
        self.out = bytearray()
        self.nodes = self.depth = 0
        self.numbered = []
        self.index = {}  # id -> position in numbered
        self.open = set()  # positions that are being written: meeting one again is a cycle
        self.answered = {id(x): i for i, x in enumerate(answered)} if answered else {}

    def uint(self, n):
        while n > 127:
            self.out.append(n & 127 | 128)
            n >>= 7
        self.out.append(n)

    def raw(self, tag, data):
        if len(self.out) + len(data) > MAX_BYTES:
            raise WireError("value too large to cross")
        self.out += tag
        self.uint(len(data))
        self.out += data

    def put(self, x):
        self.nodes += 1
        if self.nodes > MAX_NODES or len(self.out) > MAX_BYTES:
            raise WireError("value too large to cross")
        kind = type(x)
        if x is None:
            self.out += b"N"
        elif kind is bool:
            self.out += b"T" if x else b"F"
        elif kind is int:
            self.put_int(x)
        elif kind is str:
            self.raw(b"s", x.encode("utf-8", "surrogatepass"))
        elif kind is float:
            self.out += b"f" + _DOUBLE.pack(x)
        elif kind is bytes:
            self.raw(b"b", x)
        elif kind is tuple:
            self.nest(b"t", x, x)
        elif kind is list:
            self.remember(x, b"l", x)
        elif kind is dict:
            self.remember(x, b"d", contents(x, dict))
        elif kind is set:
            self.remember(x, b"S", contents(x, set))
        elif kind is frozenset:
            self.nest(b"Z", x, contents(x, frozenset))
        elif kind is bytearray:
            self.remember(x, b"B", None)
        elif kind is complex:
            self.out += b"c" + _PAIR.pack(x.real, x.imag)
        elif x is Ellipsis:
            self.out += b"."
        elif x is NotImplemented:
            self.out += b"!"
        else:
            self.put_reduced(x)

    def put_int(self, x):
        if -_SMALL < x < _SMALL:
            self.out += b"i"
            self.uint(x << 1 if x >= 0 else (-x << 1) | 1)
            return
        size = x.bit_length() // 8 + 1
        if size > MAX_INT_BYTES:
            raise WireError("integer too large to cross")
        self.raw(b"I", x.to_bytes(size, "little", signed=True))

    def refer(self, x):
        """Writes a reference if x is in this message already, or in the one being answered."""
        index = self.answered.get(id(x))
        if index is not None:
            self.out += b"A"
            self.uint(index)
            return True
        index = self.index.get(id(x))
        if index is None:
            return False
        if index in self.open:
            raise WireError("a value that contains itself can't cross")
        self.out += b"R"
        self.uint(index)
        return True

    def number(self, x):
        index = len(self.numbered)
        self.numbered.append(x)
        self.index[id(x)] = index
        self.open.add(index)
        return index

    def remember(self, x, tag, items):
        if self.refer(x):
            return
        index = self.number(x)
        if items is None:
            self.raw(tag, bytes(x))
        else:
            self.nest(tag, x, items)
        self.open.discard(index)

    def nest(self, tag, x, items):
        self.deeper()
        self.out += tag
        self.uint(len(items) // 2 if tag == b"d" else len(items))
        for item in items:
            self.put(item)
        self.depth -= 1

    def deeper(self):
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise WireError("value nested too deeply to cross")

    def put_reduced(self, x):
        if self.refer(x):
            return
        tag, number, parts = self.side.reduce(x)
        self.out += tag.encode()
        self.uint(number)
        if tag == "o":
            return
        index = self.number(x) if tag in REMEMBERED else None
        self.deeper()
        self.uint(len(parts))
        for part in parts:
            self.put(part)
        self.depth -= 1
        if index is not None:
            self.open.discard(index)


_UNFINISHED = object()


class _Reader:
    def __init__(self, side, data, answered):
        self.side = side
        self.data = data
        self.at = self.depth = self.nodes = 0
        self.numbered = []
        self.answered = answered or ()

    def byte(self):
        if self.at >= len(self.data):
            raise WireError("short message")
        self.at += 1
        return self.data[self.at - 1]

    def uint(self):
        n = shift = 0
        while True:
            b = self.byte()
            if shift == 63 and b > 1:
                raise WireError("bad number")
            n |= (b & 127) << shift
            if b < 128:
                return n
            shift += 7

    def take(self, n):
        if n > len(self.data) - self.at:
            raise WireError("short message")
        self.at += n
        return self.data[self.at - n : self.at]

    def get(self):
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise WireError("message too large")
        tag = chr(self.byte())
        if tag == "N":
            return None
        if tag == "T":
            return True
        if tag == "F":
            return False
        if tag == "i":
            n = self.uint()
            return -(n >> 1) if n & 1 else n >> 1
        if tag == "s":
            return self.text()
        if tag == "f":
            return _DOUBLE.unpack(self.take(8))[0]
        if tag == "b":
            return bytes(self.take(self.uint()))
        if tag == "I":
            n = self.uint()
            if n > MAX_INT_BYTES:
                raise WireError("bad number")
            return int.from_bytes(self.take(n), "little", signed=True)
        if tag == "c":
            return complex(*_PAIR.unpack(self.take(16)))
        if tag == ".":
            return Ellipsis
        if tag == "!":
            return NotImplemented
        if tag == "o":
            return self.own(self.uint())
        if tag == "R":
            return self.pick(self.numbered)
        if tag == "A":
            return self.pick(self.answered)
        if tag == "t":
            return tuple(self.items(1))
        if tag == "Z":
            return self.hashed(frozenset, self.items(1))
        if tag in "ldSB":
            return self.container(tag)
        if tag in REDUCED:
            return self.reduced(tag)
        raise WireError("bad tag")

    def text(self):
        try:
            return self.take(self.uint()).decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            raise WireError("bad text") from None

    def own(self, number):
        try:
            return self.side.objects[number]
        except KeyError:
            raise WireError("unknown object") from None

    def pick(self, table):
        index = self.uint()
        if index >= len(table) or table[index] is _UNFINISHED:
            raise WireError("bad reference")
        return table[index]

    def items(self, each):
        n = self.uint()
        if n > len(self.data) - self.at:
            raise WireError("short message")
        self.deeper()
        items = [self.get() for _ in range(n * each)]
        self.depth -= 1
        return items

    def deeper(self):
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise WireError("message nested too deeply")

    def reserve(self):
        self.numbered.append(_UNFINISHED)
        return len(self.numbered) - 1

    @staticmethod
    def hashed(make, items):
        try:
            return make(items)
        except Exception:
            raise WireError("bad key") from None

    def container(self, tag):
        index = self.reserve()
        if tag == "l":
            x = self.items(1)
        elif tag == "B":
            x = bytearray(self.take(self.uint()))
        elif tag == "S":
            x = self.hashed(set, self.items(1))
        else:
            flat = self.items(2)
            x = self.hashed(dict, zip(flat[::2], flat[1::2]))
        self.numbered[index] = x
        return x

    def reduced(self, tag):
        number = self.uint()
        index = self.reserve() if tag in REMEMBERED else None
        parts = tuple(self.items(1))
        try:
            x = self.side.build(tag, number, parts)
        except WireError:
            raise
        except Exception as error:
            raise WireError(f"bad {tag}: {type(error).__name__}") from None
        if index is not None:
            self.numbered[index] = x
        return x
