"""Proxies: what stands on this side for the peer's classes, instances and modules.

A proxy asks its owner for everything but identity. Local are: `==` and hash of classes, mro and name, and what a
case relies on to judge (two handles compare where they live; a handle never equals a plain value; an answer can't
swallow a failed assertion).
"""

import types
from asyncio import events
from functools import partial

from . import special
from .natives import attribute, namespace_of
from .verdicts import is_verdict

_LOCAL = frozenset(
    "__class__ __copy__ __deepcopy__ __reduce__ __reduce_ex__ __getstate__ __init_subclass__ __subclasshook__ "
    "__dir__".split()
)
_EXCEPTION_LOCAL = _LOCAL | frozenset(
    "args __traceback__ __cause__ __context__ __suppress_context__ __notes__ with_traceback add_note "
    "__setstate__".split()
)
_GENERATOR_METHODS = frozenset({"send", "throw", "close"})
_FUTURE_LOCAL = _LOCAL | frozenset(
    "_asyncio_future_blocking _loop get_loop add_done_callback remove_done_callback".split()
)
_CLASS_LOCAL = frozenset(
    "__class__ __mro__ mro __bases__ __base__ __name__ __qualname__ __module__ __doc__ __dict__ __subclasses__ "
    "__instancecheck__ __subclasscheck__ __flags__ __basicsize__ __itemsize__ __dictoffset__ __weakrefoffset__ "
    "__abstractmethods__ __hash__ __eq__ __subclasshook__ __init_subclass__ __text_signature__ _abc_impl "
    "__reduce_ex__ __copy__ __deepcopy__ __enter__ __exit__ __aenter__ __aexit__".split()
)
# What the interpreter reads of whatever is called with `**`, in case that goes wrong: asked once of a function, and
# along with its name, which is what a thread asks first.
_WHOSE = frozenset({"__module__", "__qualname__"})
# Methods that are told of an exception, and may end without it. Those of a class are local: see the forwarders.
_TOLD = frozenset({"throw", "athrow", "__exit__", "__aexit__"})


def _side_of(cls):
    """The side that asks for what is the peer's; None for a class of our own that only looks like a proxy class."""
    return namespace_of(cls).get("#side")


# What to do about a class that would derive from one of the peer's.
way_out = ": define it in support.py and reach it with `from answer_side import support`"


class ProxyMeta(type):
    """The class of proxy classes."""

    def __new__(cls, name, bases, namespace, **_):
        raise TypeError(f"class {name} can't derive from a class of the other side here{way_out}")

    def __getattribute__(cls, name):
        side = _side_of(cls)
        if side is None or name in _CLASS_LOCAL or (name in _GENERATOR_METHODS and name in namespace_of(cls)):
            return type.__getattribute__(cls, name)
        return side.request("get", cls, name)

    def __setattr__(cls, name, value):
        if name.startswith("_abc_") or name == "__abstractmethods__":
            type.__setattr__(cls, name, value)
        else:
            _side_of(cls).request("set", cls, name, value)

    def __delattr__(cls, name):
        _side_of(cls).request("del", cls, name)

    def __call__(cls, /, *args, **kwargs):
        return _side_of(cls).call(cls, args, kwargs)

    def __instancecheck__(cls, x):
        # Native first; the peer has a say about its own objects only.
        if type.__instancecheck__(cls, x):
            return True
        side = _side_of(cls)
        return bool(
            side and namespace_of(cls)["#custom"] and side.owns(x) and side.request("isinstance", x, cls) is True
        )

    def __subclasscheck__(cls, x):
        if type.__subclasscheck__(cls, x):
            return True
        side = _side_of(cls)
        return bool(
            side and namespace_of(cls)["#custom"] and side.owns(x) and side.request("issubclass", x, cls) is True
        )

    def __bool__(cls):
        return True

    def __iter__(cls):
        return _side_of(cls).request("op", "iter", cls)

    def __len__(cls):
        return _side_of(cls).request("op", "len", cls)

    def __reversed__(cls):
        return _side_of(cls).request("op", "reversed", cls)

    def __contains__(cls, x):
        return _side_of(cls).request("op", "contains", cls, x)

    def __getitem__(cls, key):
        return _side_of(cls).request("op", "getitem", cls, key)

    def __or__(cls, other):
        return _side_of(cls).request("op", "or", cls, other)

    def __ror__(cls, other):
        return _side_of(cls).request("op", "or", other, cls)

    def __dir__(cls):
        side = _side_of(cls)
        return type.__dir__(cls) if side is None else side.request("op", "dir", cls)

    def __repr__(cls):
        side = _side_of(cls)
        return type.__repr__(cls) if side is None else side.request("op", "repr", cls)

    __eq__, __ne__, __hash__ = type.__eq__, type.__ne__, type.__hash__


# `type(cls).__name__` says what it says of any class.
ProxyMeta.__name__ = "type"


class ProxyModule(types.ModuleType):
    """A module of the peer's. `__dict__` is a snapshot: patch and vars read it."""

    def __getattribute__(self, name):
        if name == "__path__":
            raise AttributeError(name)
        if name in ("__class__", "__spec__", "__loader__"):
            return attribute(self, name)
        side = attribute(self, "__dict__")["#side"]
        return side.request("vars", self) if name == "__dict__" else side.request("get", self, name)

    def __setattr__(self, name, value):
        attribute(self, "__dict__")["#side"].request("set", self, name, value)

    def __delattr__(self, name):
        attribute(self, "__dict__")["#side"].request("del", self, name)

    def __dir__(self):
        return attribute(self, "__dict__")["#side"].request("op", "dir", self)

    def __repr__(self):
        return attribute(self, "__dict__")["#side"].request("op", "repr", self)


def make_module(side, number, name):
    module = types.ModuleType.__new__(ProxyModule)
    types.ModuleType.__init__(module, name)
    attribute(module, "__dict__").update({"#side": side, side.mark: number})
    return module


def make_instance(side, cls, number):
    x = object.__new__(cls)
    attribute(x, "__dict__")[side.mark] = number  # a proxy class can't define `__dict__`
    return x


class Methods:
    """What proxy classes of one side put into their namespaces. Each class gets its own entries: a builtin among its
    bases (dict has a `__getattribute__` of its own) or a mixin would come first otherwise."""

    def __init__(self, side):
        self._side = side
        self._forwarders = {}
        self.of_object = self._attributes(_LOCAL)
        self.of_exception = self._attributes(_EXCEPTION_LOCAL)

    def _attributes(self, local):
        side = self._side

        def __getattribute__(self, name):
            if name in local:
                return attribute(self, name)
            found = side.request("get", self, name)
            return _told(side, name, found) if name in _TOLD and side.trusted else found

        def __setattr__(self, name, value):
            if name in local:
                object.__setattr__(self, name, value)
            else:
                side.request("set", self, name, value)

        def __delattr__(self, name):
            if name in local:
                object.__delattr__(self, name)
            else:
                side.request("del", self, name)

        def __copy__(self):
            return side.request("op", "copy", self)

        def __deepcopy__(self, memo):
            return side.request("op", "deepcopy", self)

        def __dir__(self):
            return side.request("op", "dir", self)

        def __reduce_ex__(self, protocol):
            raise TypeError("an object of the other side can't be pickled: no process but this one can reach it")

        found = dict(locals())
        return {name: method for name, method in found.items() if name[:2] == "__"}

    def forwarder(self, name):
        """The function that stands for special method `name`."""
        found = self._forwarders.get(name)
        if found is None:
            found = _forwarder(self._side, name)
            found.__name__ = name
            self._forwarders[name] = found
        return found

    def of_generator(self, coroutine):
        """send, throw and close, which `yield from`, `await` and event loops call by themselves."""
        side = self._side
        local = _LOCAL | _GENERATOR_METHODS

        def __getattribute__(self, name):
            if name in local:
                return attribute(self, name)
            return side.request("get", self, name)

        if coroutine:

            def send(self, value):
                return side.awaiting.step(self, attribute(self, "__dict__"), "send", value)

            def throw(self, kind, value=None, traceback=None):
                error = value if isinstance(value, BaseException) else kind() if isinstance(kind, type) else kind
                step = partial(side.awaiting.step, self, attribute(self, "__dict__"), "throw", error)
                return _guarded(side, error, step, then=None)

            def close(self):
                side.awaiting.step(self, attribute(self, "__dict__"), "close", None)

            return {"send": send, "throw": throw, "close": close, "__getattribute__": __getattribute__}

        def send(self, value):
            return side.call(side.request("get", self, "send"), (value,), {})

        def throw(self, *args):
            ask = partial(side.call, side.request("get", self, "throw"), args[:2], {})
            return _guarded(side, _exception_in(args[:2]), ask, then=None)

        def close(self):
            return side.call(side.request("get", self, "close"), (), {})

        return {"send": send, "throw": throw, "close": close, "__getattribute__": __getattribute__}

    def of_function(self):
        """What a function's proxy remembers of it."""
        side = self._side
        of_object = self.of_object["__getattribute__"]

        def __getattribute__(self, name):
            if name == "__name__" and side.trusted:
                return named(self)
            if name not in _WHOSE:
                return of_object(self, name)
            kept, key = attribute(self, "__dict__"), "#" + name
            found = kept.get(key)
            if found is None:
                found = side.request("get", self, name)
                if type(found) is str:
                    kept[key] = found
            return found

        def named(self):
            found = side.request("whose", self)
            if type(found) is not tuple or len(found) != 3 or not all(type(x) is str for x in found):
                return side.request("get", self, "__name__")
            name, attribute(self, "__dict__")["#__qualname__"], attribute(self, "__dict__")["#__module__"] = found
            return name

        def forgets(change):
            def method(self, name, *value):
                attribute(self, "__dict__").pop("#" + name, None)
                change(self, name, *value)

            return method

        changes = {name: forgets(self.of_object[name]) for name in ("__setattr__", "__delattr__")}
        return {"__getattribute__": __getattribute__, **changes}

    def of_future(self):
        """What makes a future of the peer's one that tasks of ours can wait for: its callbacks are run by our loop."""
        side = self._side

        def add_done_callback(self, callback, *, context=None):
            side.awaiting.add_callback(self, attribute(self, "__dict__"), callback, context)

        def remove_done_callback(self, callback):
            return side.awaiting.remove_callback(attribute(self, "__dict__"), callback)

        def get_loop(self):
            running = events._get_running_loop()
            return running or side.call(side.request("get", self, "get_loop"), (), {})

        def __getattribute__(self, name):
            if name in _FUTURE_LOCAL:
                return attribute(self, name)
            return side.request("get", self, name)

        return {
            "_asyncio_future_blocking": False,
            "_loop": property(get_loop),
            "get_loop": get_loop,
            "add_done_callback": add_done_callback,
            "remove_done_callback": remove_done_callback,
            "__getattribute__": __getattribute__,
        }


def _forwarder(side, name):
    operator = name[2:-2]
    if operator in special.COMPARE:

        def method(self, other):
            # A plain value never crosses for a comparison, or it could be spied on and equalled.
            if side.owns(other):
                return side.request("op", operator, self, other)
            return NotImplemented

    elif operator == "call":

        def method(self, /, *args, **kwargs):
            if kwargs:
                return side.call(self, args, kwargs)
            return side.request("call", self, args, ())

    elif operator == "exit":

        def method(self, kind, error, traceback):
            return _guarded(side, error, partial(side.request, "dunder", name, self, (kind, error, None)), then=False)

    elif operator == "aexit":

        async def method(self, kind, error, traceback):
            try:
                swallow = await side.request("dunder", name, self, (kind, error, None))
            except BaseException:
                if not is_verdict(side, error):
                    raise
                swallow = False
            return False if is_verdict(side, error) else swallow

    elif operator == "await":

        def method(self):
            return side.awaiting.awaited(self)

    elif name in special.NAMED:

        def method(self, *args):
            return side.request("dunder", name, self, args)

    else:

        def method(self, *args):
            return side.request("op", operator, self, *args)

    return method


def _guarded(side, error, ask, then):
    """ask(), whose answer may swallow `error`; but if that is a verdict of ours the answer changes nothing: returns
    `then`, or raises the error again if `then` is None (a generator that was thrown it must not go on)."""
    if not is_verdict(side, error):
        return ask()
    try:
        ask()
    except BaseException:
        pass
    if then is None:
        raise error
    return then


def _told(side, name, method):
    """The peer's `throw`, `__exit__` or one of their async twins, taken from an instance, which can't swallow a verdict of ours."""
    then = None if name.endswith("throw") else False

    def told(*args):
        return _guarded(side, _exception_in(args), partial(method, *args), then)

    async def told_async(*args):
        error = _exception_in(args)
        if not is_verdict(side, error):
            return await method(*args)
        try:
            await method(*args)
        except BaseException:
            pass
        if then is None:
            raise error
        return then

    return told_async if name in ("athrow", "__aexit__") else told


def _exception_in(args):
    return next((x for x in args if isinstance(x, BaseException)), None)
