"""Classes: described once to the peer, rebuilt there as proxy classes.

A reference to a class is a name (both sides have it), a number (the peer has built it), or a number with its
description. A description is sent until the peer says that it has built the class, because messages of several
threads may overtake each other.

The description comes from an untrusted encoder. What it may bring about is decided here, where it is built: which
special methods are forwarded, which bases a class may have, and that a builtin's subclass stays native.
"""

import asyncio
import concurrent.futures
import threading
import types
from collections import deque

from . import special, values
from .codec import WireError
from .names import name_of as shared_name
from .names import name_of_exception, object_named
from .natives import bases_of, derives, mro_of, name_of, namespace_of, qualname_of
from .proxies import ProxyMeta
from .subclasses import native_methods

_MAX_CLASSES = 10_000  # a proxy class takes some kilobytes: more would only serve to fill the judge's memory
_MAX_NAME = 1_000
_MAX_BASES = 100
_ABSTRACT_MODULES = frozenset({"abc", "typing", "collections.abc"})


def _generator():
    yield


async def _coroutine():
    pass


async def _async_generator():
    yield


def _type_of_coroutine():
    coroutine = _coroutine()
    coroutine.close()
    return type(coroutine)


# Native kinds whose proxies answer isinstance and inspect as the real thing does. Never a value type: a handle that
# claimed to be an int would get past the guards of a case.
_KINDS = {
    "generator": type(_generator()),
    "coroutine": _type_of_coroutine(),
    "async_generator": type(_async_generator()),
    "function": types.FunctionType,
    "builtin": types.BuiltinFunctionType,
    "method": types.MethodType,
    "future": asyncio.Future,
    "task": asyncio.Task,
    "concurrent_future": concurrent.futures.Future,
    **{kind.__name__: kind for kind in (map, filter, zip, enumerate, property, staticmethod, classmethod)},
}
_KIND_OF = {id(kind): name for name, kind in _KINDS.items()}
_AWAITABLE_KINDS = frozenset({"coroutine"})
_FUNCTION_KINDS = (types.FunctionType, types.MethodType)
_FUTURE_KINDS = (asyncio.Future, asyncio.Task)


def is_exception(cls):
    return derives(BaseException, cls)


def _text(x):
    return x if type(x) is str and len(x) <= _MAX_NAME else None


class Classes:
    """The classes that crossed, both ways."""

    def __init__(self, side):
        self._side = side
        self._known = {}  # id of a class of ours that the peer has built -> its number
        self._built = {}  # the peer's number -> proxy class
        self.news = deque()  # numbers of the peer's that we built and have not yet told
        self._lock = threading.RLock()

    def share_kinds(self):
        """Both sides have the native kinds, so each describes its own to itself: the peer's are the same, under the same numbers."""
        for kind in _KINDS.values():
            number = self._side.exports.pin(kind)
            self._known[id(kind)] = number
            self._built[number] = self._build(number, *self._describe(kind))

    # ---- ours, for the peer ----

    def known(self, numbers):
        """The peer has built these."""
        for number in numbers:
            if type(number) is not int:
                raise WireError("bad news")
            cls = self._side.objects.get(number)
            if cls is not None and derives(type, type(cls)):
                self._known[id(cls)] = number

    def reference(self, cls):
        """How to refer to a class of ours."""
        number = self._known.get(id(cls))
        if number is not None:
            return number
        name = name_of_exception(cls) if is_exception(cls) else None
        if name is not None:
            return name
        if self._side.number_of_peers(cls) is not None:
            raise WireError("an object whose class lives on the other side can't cross")
        return (self._side.exports.pin(cls), *self._describe(cls))

    def _describe(self, cls):
        forwarded, absent = _special_methods(cls)
        own = namespace_of(cls)
        # Only the trusted side asks its peer for isinstance: about a class with a metaclass of its own.
        custom = not self._side.trusted and type(cls) is not type and getattr(type(cls), "__module__", "") != "enum"
        return (
            _text(name_of(cls)),
            _text(qualname_of(cls)),
            _text(own.get("__module__")),
            own.get("__doc__") if type(own.get("__doc__")) is str else None,
            tuple([self._base_reference(base) for base in bases_of(cls) if _is_told(base)]),
            forwarded,
            absent,
            custom,
            "send" in own and "throw" in own,
            _KIND_OF.get(id(cls)),
        )

    def _base_reference(self, base):
        return shared_name(base) if id(base) in values._BASE_IDS else self.reference(base)

    # ---- the peer's, for us ----

    def take_news(self):
        """Numbers of the peer's classes that were built since the last message."""
        numbers = set()
        while self.news:
            try:
                numbers.add(self.news.popleft())
            except IndexError:
                break
        return tuple(sorted(numbers))

    def resolve(self, reference):
        """The class that the peer refers to: a proxy class, or an exception of ours by name."""
        if type(reference) is int:
            found = self._built.get(reference)
            if found is None:
                raise WireError("unknown class")
            return found
        if type(reference) is str:
            found = object_named(reference)
            if type(found) is not type or not (is_exception(found) or id(found) in values._BASE_IDS):
                raise WireError("not a class that is sent by name")
            return found
        if type(reference) is not tuple or len(reference) != 11 or type(reference[0]) is not int:
            raise WireError("bad class")
        number = reference[0]
        found = self._built.get(number)
        if found is None:
            if len(self._built) >= _MAX_CLASSES:
                raise WireError("too many classes")
            built = self._build(*reference)
            with self._lock:
                found = self._built.setdefault(number, built)  # another thread may have been faster
        self.news.append(number)
        return found

    def _build(self, number, name, qualname, module, doc, bases, forwarded, absent, custom, sends, kind):
        if not all(x is None or type(x) is str for x in (name, qualname, module, doc, kind)):
            raise WireError("bad class")
        if (
            type(bases) is not tuple
            or len(bases) > _MAX_BASES
            or type(forwarded) is not tuple
            or type(absent) is not tuple
        ):
            raise WireError("bad class")
        methods = self._side.methods
        real = [self.resolve(base) for base in bases]
        value = next((v for base in real if (v := values.base_of(base)) is not None), None)
        exception = any(is_exception(base) for base in real)
        if value is not None and exception:
            raise WireError("bad class")
        forwarded = [x for x in forwarded if type(x) is str and x in special.FORWARD]
        absent = [x for x in absent if type(x) is str and x in special.FORWARD]

        namespace = {
            "#side": self._side,
            "#custom": custom is True,
            "#base": value,
            "#exception": exception,
            self._side.mark: number,
            "__module__": (module or "answer")[:_MAX_NAME],
            "__doc__": doc,
            **(methods.of_exception if exception else methods.of_object),
        }
        if value is None:
            if not exception:
                namespace.update({x: methods.forwarder(x) for x in ("__repr__", "__str__", "__format__")})
            namespace.update({x: methods.forwarder(x) for x in forwarded})
            namespace.update(dict.fromkeys(absent))
            if "__eq__" in forwarded and "__hash__" not in forwarded:
                namespace["__hash__"] = None
            if sends is True:
                namespace.update(methods.of_generator(kind in _AWAITABLE_KINDS or "__await__" in forwarded))
            stand_in = _KINDS.get(kind)
            if stand_in in _FUNCTION_KINDS:
                namespace.update(methods.of_function())
            if stand_in in _FUTURE_KINDS:
                namespace.update(methods.of_future())
            if stand_in is not None:
                namespace["__class__"] = property(lambda self: stand_in)
        else:
            namespace.update(native_methods(value, forwarded, methods))
        return self._make(_printable(name or "?"), qualname, real, value, exception, namespace)

    def _make(self, name, qualname, real, value, exception, namespace):
        proxy = self._side.Proxy
        if not any(type(base) is ProxyMeta for base in real):
            real = [proxy, *real]
        try:
            cls = type.__new__(ProxyMeta, name, tuple(real), namespace)
        except TypeError:  # bases in an order that Python can't linearize, say
            if exception:
                real = [
                    next((b for base in real for b in mro_of(base) if type(b) is type and is_exception(b)), Exception)
                ]
            else:
                real = [] if value is None else [value]
            cls = type.__new__(ProxyMeta, name, (proxy, *real), namespace)
        if qualname:
            type.__setattr__(cls, "__qualname__", _printable(qualname))
        return cls


def _printable(name):
    """A name that a class may have: no NUL, no lone surrogates, not endless."""
    if name.isascii() and name.isidentifier():
        return name[:_MAX_NAME]
    return name[:_MAX_NAME].replace("\0", "?").encode("utf-8", "replace").decode()


def _is_told(base):
    """Whether a base means anything to the peer: object, abstract bases and flattened value types don't."""
    if base is object or namespace_of(base).get("__module__") in _ABSTRACT_MODULES:
        return False
    return is_exception(base) or id(base) in values._BASE_IDS or shared_name(base) is None


def _special_methods(cls):
    """The special methods that cls and its bases define in Python, and those that they set to None."""
    forwarded, absent, seen = [], [], set()
    for base in mro_of(cls):
        if (
            base is object
            or id(base) in values._BASE_IDS
            or (is_exception(base) and name_of_exception(base) is not None)
        ):
            continue
        for name, method in namespace_of(base).items():
            if name in special.FORWARD and name not in seen:
                seen.add(name)
                (absent if method is None else forwarded).append(name)
    return tuple(forwarded), tuple(absent)
