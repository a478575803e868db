"""What `inspect` can't see through a proxy, asked of the owner: whether a callback is a coroutine function, and a class's own attributes.

The code of a case stays with the judge. That a function is async, or a generator, is what answers ask of the callbacks they are given.
"""

import inspect

from .natives import derives

_FLAGS = (
    (inspect.iscoroutinefunction, inspect.CO_COROUTINE),
    (inspect.isgeneratorfunction, inspect.CO_GENERATOR),
    (inspect.isasyncgenfunction, inspect.CO_ASYNC_GENERATOR),
)


def code_flags(x):
    """The flags of a callable's code that say what calling it gives."""
    return sum(flag for check, flag in _FLAGS if check(x))


def install(side):
    """Teaches this side's `inspect`."""
    if side.trusted:
        _see_attributes(side)
    else:
        see_flags(side)


def see_flags(side):
    """For a side that doesn't see the other's code objects."""
    natively = inspect._has_code_flag

    def _has_code_flag(f, flag):
        if side.owns(f):
            return bool(side.request("op", "code_flags", f) & flag)
        return natively(f, flag)

    inspect._has_code_flag = _has_code_flag


def _see_attributes(side):
    """For `mock`, which looks for async methods in a spec."""
    natively = inspect.getattr_static

    def getattr_static(obj, attr, default=inspect._sentinel):
        if not side.owns(obj):
            return natively(obj, attr, default)
        cls = obj if derives(type, type(obj)) else type(obj)
        for holder in (cls, obj):
            try:
                return getattr(holder, attr)
            except AttributeError:
                continue
        if default is inspect._sentinel:
            raise AttributeError(attr)
        return default

    inspect.getattr_static = getattr_static
