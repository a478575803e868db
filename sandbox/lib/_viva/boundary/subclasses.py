"""Subclasses of builtins: an instance arrives as the builtin's own contents, and the override decides nothing.

What an instance equals, how it orders, hashes, counts and reads as a number is always the builtin's. Named methods,
item assignment and in-place operators of a mutable one run on the owner, and every message carries the contents of
those that changed, so that the copy doesn't go stale.
"""

import collections
import operator
import threading

from . import special, values
from .codec import WireError, contents, same
from .natives import attribute, name_of, namespace_of

# Written in Python (on RustPython, at least): their methods read attributes of self, which would ask the peer. Of the
# builtin dict below them everything is native.
_PYTHONIC = (collections.OrderedDict, collections.defaultdict, collections.Counter)
_DICT_METHODS = frozenset("__len__ __iter__ __reversed__ __contains__".split())
# Arithmetic that an override may have redefined: of containers, whose result no case compares with a tolerance.
_FORWARDS_ARITHMETIC = frozenset({list, tuple, dict, str, bytes, bytearray, collections.deque, *_PYTHONIC})
# Of these a vector on top of a tuple may have its own: no reading of the contents is replaced by them.
_UNARY = frozenset(f"__{name}__" for name in "abs neg pos invert round trunc floor ceil".split())
_TEXTS = frozenset({str, bytes, bytearray})
_READINGS = {"__int__": int, "__float__": float, "__complex__": complex}
_SEQUENCES = frozenset({list, tuple, str, bytes, bytearray, range})
_REFLECTED = frozenset(f"__r{name}__" for name in special.BINARY)


def storage(base):
    """The builtin that really holds the contents of a proxy that derives from base."""
    return dict if base in _PYTHONIC else base


def native_methods(base, forwarded, methods):
    """The special methods of a proxy class that derives from the builtin `base`."""
    namespace = {}
    own = namespace_of(storage(base))
    exact_needed = base in _PYTHONIC
    for name in special.NATIVE:
        if exact_needed and name[2:-2] in special.COMPARE:
            namespace[name] = _compare_exactly(base, name)
        elif name in own:
            namespace[name] = own[name]
        elif name == "__bool__":
            namespace[name] = _truth_by_length(own["__len__"])
        elif name == "__reversed__" and base in _SEQUENCES:
            namespace[name] = lambda self: reversed(contents(self, base))
        elif name in _READINGS and base in _TEXTS:
            namespace[name] = _reading(_READINGS[name], base)
        elif name == "__bytes__" and base in (int, list, tuple):
            namespace[name] = _reading(bytes, base)
        elif name in _UNARY:
            namespace[name] = _no_operand(name[2:-2])
        else:
            namespace[name] = None
    for name in forwarded:
        if name in _UNARY and name not in own and base in _FORWARDS_ARITHMETIC:
            namespace[name] = methods.forwarder(name)
        if name in special.NATIVE or (name in special.ARITHMETIC and base not in _FORWARDS_ARITHMETIC):
            continue
        namespace[name] = methods.forwarder(name)
    if base not in _FORWARDS_ARITHMETIC:
        # A plain class among the bases would come first and bring its own operators.
        for name in special.ARITHMETIC:
            namespace[name] = own.get(name, _not_implemented)
        for name in special.INPLACE:
            namespace[name] = _not_implemented
    if base in values.MUTABLE:
        defined = base.__dict__.keys() | own.keys()
        namespace.update({name: methods.forwarder(name) for name in special.MUTATORS & defined})
    if exact_needed:
        # Their own are Python code that reads self; dict's natives serve, or the owner.
        for name in _DICT_METHODS:
            namespace.setdefault(name, own[name])
        for name in ("__repr__", "__str__", "__format__", "__or__", "__ror__", "__add__", "__sub__", "__and__"):
            if name in base.__dict__ or name in ("__repr__", "__str__", "__format__"):
                namespace[name] = methods.forwarder(name)
        if base is not collections.OrderedDict:  # a missing key is the owner's affair, and may make an entry
            namespace["__getitem__"] = methods.forwarder("__getitem__")
        else:
            namespace.setdefault("__getitem__", own["__getitem__"])
    return namespace


def _not_implemented(self, *args):
    return NotImplemented


def _truth_by_length(length):
    return lambda self: length(self) != 0


def _reading(read, base):
    return lambda self: read(contents(self, base))


def _no_operand(operation):
    def refuse(self, *args):
        raise TypeError(f"bad operand type for {operation}(): {name_of(type(self))!r}")

    return refuse


def _exact(x):
    """What x holds as an instance of the builtin itself, if its class derives from one of _PYTHONIC; else x."""
    base = values.base_of(type(x))
    if base not in _PYTHONIC or type(x) is base:
        return x
    flat = contents(x, dict)
    made = base()
    values.fill(made, base, flat)
    return made


def _compare_exactly(base, name):
    compare = getattr(operator, name[2:-2])
    return lambda self, other: compare(_exact(self), _exact(other))


# ---- making and filling ----


def build(cls, base, held):
    """An instance of the proxy class cls with these contents; a mutable one is empty until Mirrors.refresh fills it."""
    if base in values.MUTABLE:
        return base.__new__(cls)
    if base in (tuple, frozenset):
        if type(held) is not tuple:
            raise WireError("bad contents")
    elif type(held) is not base:
        raise WireError("bad contents")
    if base is complex:
        return complex.__new__(cls, held.real, held.imag)
    return base.__new__(cls, held)


class Mirrors:
    """Mutable instances of which the peer has a copy (ours), and copies that we have (the peer's)."""

    def __init__(self):
        self.ours = {}  # number -> (object, base, contents last sent, their version)
        self.version = 0  # the newest of ours
        self._lock = threading.RLock()

    # Contents are read and replaced under the lock, together with their version, or a thread that was preempted in
    # between would pass old contents for new ones. What they replace dies after it: it may have finalizers.

    def send(self, number, x, base):
        """(version, contents) of x, to be sent: of two that overtake each other the newer one wins."""
        with self._lock:
            old = self.ours.get(number)
            held = values.read(x, base)
            version = self._keep(number, x, base, held)
        del old
        return version, held

    def _keep(self, number, x, base, held):
        self.version = version = self.version + 1
        self.ours[number] = (x, base, held, version)
        return version

    def drop(self, number):
        with self._lock:
            old = self.ours.pop(number, None)
        del old

    def changes(self, told):
        """((number, version, contents), ...) of ours that changed after version `told`.

        A thread's message has to carry what the thread changed, even if a message of another thread, which may arrive
        later, told it already; so each thread remembers what it has told.
        """
        changed = []
        replaced = []
        for number in list(self.ours):
            with self._lock:
                entry = self.ours.get(number)
                if entry is None:  # let go meanwhile
                    continue
                x, base, held, version = entry
                try:
                    now = values.read(x, base)
                except (RuntimeError, KeyError):  # another thread is changing it: its message will tell
                    continue
                if not same(now, held):
                    replaced.append(held)
                    held, version = now, self._keep(number, x, base, now)
            if version > told:
                changed.append((number, version, held))
        return tuple(changed)

    def refresh(self, x, base, version, flat):
        """Gives x, a copy of the peer's, these contents unless it has newer ones."""
        kind = storage(base)
        new = values.prepare(kind, flat)
        own = attribute(x, "__dict__")
        with self._lock:
            if version <= own.get("#version", 0):
                return
            old = values.read(x, kind)
            values.swap(x, kind, new)
            own["#version"] = version
        del old
