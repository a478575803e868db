"""Objects that both sides have: sent by name, and each side resolves a name to its own object.

The tables are filled when the boundary is imported, before any untrusted code runs. Such an object is data: it is
never a call target (policy.py), because calling `type` by name would build objects of ours out of the peer's methods.
"""

import builtins
import importlib
import math
import operator
import sys
import types

from . import values
from .natives import name_of as class_name

# Not sent by name: they reach into the side that runs them (its files, frames, attributes).
_IMPURE = frozenset(
    "open exec eval compile input print breakpoint __import__ globals locals vars setattr delattr getattr hasattr help "
    "exit quit super memoryview".split()
)

# Exceptions of the standard library that keep their type, by the module that they are documented in. What is not
# listed arrives as a foreign class: `unittest.SkipTest` and pytest's outcomes above all, which would steer the judge.
_EXCEPTIONS = {
    "asyncio": "BrokenBarrierError CancelledError IncompleteReadError InvalidStateError LimitOverrunError QueueEmpty "
    "QueueFull QueueShutDown SendfileNotAvailableError",
    "binascii": "Error Incomplete",
    "concurrent.futures": "BrokenExecutor CancelledError InvalidStateError",
    "concurrent.futures.process": "BrokenProcessPool",
    "concurrent.futures.thread": "BrokenThreadPool",
    "configparser": "DuplicateOptionError DuplicateSectionError Error MissingSectionHeaderError NoOptionError "
    "NoSectionError ParsingError",
    "copy": "Error",
    "csv": "Error",
    "dataclasses": "FrozenInstanceError",
    "decimal": "Clamped ConversionSyntax DecimalException DivisionByZero DivisionImpossible DivisionUndefined "
    "FloatOperation Inexact InvalidOperation Overflow Rounded Subnormal Underflow",
    "graphlib": "CycleError",
    "io": "UnsupportedOperation",
    "ipaddress": "AddressValueError NetmaskValueError",
    "json": "JSONDecodeError",
    "multiprocessing": "AuthenticationError BufferTooShort ProcessError TimeoutError",
    "pickle": "PickleError PicklingError UnpicklingError",
    "queue": "Empty Full ShutDown",
    "re": "PatternError error",
    "shutil": "Error SameFileError",
    "statistics": "StatisticsError",
    "struct": "error",
    "threading": "BrokenBarrierError",
    "tomllib": "TOMLDecodeError",
    "urllib.error": "ContentTooShortError HTTPError URLError",
    "zlib": "error",
    "zoneinfo": "ZoneInfoNotFoundError",
}
def _table():
    table = {}
    for name, x in vars(builtins).items():
        if name not in _IMPURE and isinstance(x, (type, types.BuiltinFunctionType)):
            table.setdefault(x.__name__, x)
    for cls in values.TYPES:
        if cls.__module__ != "builtins":
            table[f"{cls.__module__}.{cls.__qualname__}"] = cls
    for module in (operator, math):
        for name, x in vars(module).items():
            if isinstance(x, types.BuiltinFunctionType) and name[:1] != "_":
                table.setdefault(f"{module.__name__}.{name}", x)
    return table


_OBJECTS = _table()
_NAMES = {id(x): name for name, x in _OBJECTS.items()}
_EXCEPTION_NAMES = {
    f"{module}.{name}": (module, name) for module, names in _EXCEPTIONS.items() for name in names.split()
}
# A class's own name -> the full names that it may have (`re.error` calls itself PatternError, which is listed as well).
_EXCEPTIONS_CALLED: dict[str, list[str]] = {}
for _full, (_, _attribute) in _EXCEPTION_NAMES.items():
    _EXCEPTIONS_CALLED.setdefault(_attribute, []).append(_full)


def name_of(x):
    """The name by which both sides know x, or None."""
    return _NAMES.get(id(x))


def name_of_exception(cls):
    """As name_of, for exception classes: those of the standard library included, if their module is loaded here."""
    name = _NAMES.get(id(cls))
    if name is not None:
        return name
    for full in _EXCEPTIONS_CALLED.get(class_name(cls), ()):
        module, attribute = _EXCEPTION_NAMES[full]
        loaded = sys.modules.get(module)
        if loaded is not None and vars(loaded).get(attribute) is cls:
            _OBJECTS[full] = cls
            _NAMES[id(cls)] = full
            return full
    return None


def object_named(name):
    """Our object of that name, or None."""
    found = _OBJECTS.get(name)
    if found is None and name in _EXCEPTION_NAMES:
        module, attribute = _EXCEPTION_NAMES[name]
        found = getattr(importlib.import_module(module), attribute, None)
        if found is not None:
            _OBJECTS[name] = found
            _NAMES[id(found)] = name
    return found
