"""What the untrusted peer may ask of the judge: public attributes, calls and operators of what was handed to it.

Everything here assumes a peer that writes its messages by hand. A refusal is an AttributeError where an honest answer
may probe (hasattr, getattr with a default), else a WireError.
"""

import types

from . import special
from .codec import WireError
from .natives import derives, instance_dict, mro_of, namespace_of
from .verdicts import is_check

# Never sent to the peer: they open up the code and the values of a case.
SECRET_TYPES = (types.ModuleType, types.FrameType, types.CodeType, types.TracebackType, types.CellType)

_OPEN_NAMES = frozenset(
    "__name__ __doc__ __qualname__ __module__ _fields _asdict _replace _make _field_defaults".split()
)
# What an answer that wraps an object calls by name, as in `self._inner.__exit__(*details)`; operators reach them anyway.
_OPEN_METHODS = frozenset(
    f"__{name}__" for name in "enter exit aenter aexit iter next aiter anext len getitem setitem delitem contains call".split()
)
_UNCHANGEABLE = (type, types.FunctionType, types.MethodType, types.BuiltinFunctionType, types.ModuleType)
# `copy` would make an object that nobody handed over; `dir` tells the names that an attribute request refuses.
_OPERATORS = frozenset(special.OPERATORS) - {"copy", "deepcopy", "dir"}
_MOCK_MODULE = "unittest.mock"
# What the answer may ask of the judge's loops and of what waits in them.
_NUMBERED = frozenset(
    "resume watch cancel woken join drive ready turn one move batch debug leftovers finish close stop exception task ended within fork".split()
)


def _mock_names():
    from unittest import mock

    names = set("return_value side_effect method_calls mock_calls call_args call_args_list call_count called".split())
    for kind in (mock.MagicMock, mock.AsyncMock, mock.PropertyMock):
        names |= {name for cls in mro_of(kind) for name in namespace_of(cls) if name[:2] != "__"}
    return frozenset(names | {f"await_{name}" for name in ("count", "args", "args_list")})


_MOCK_NAMES = _mock_names()


def is_secret(cls):
    """Whether instances of cls stay with the judge."""
    return any(derives(kind, cls) for kind in SECRET_TYPES)


def check(side, kind, payload):
    """Raises unless the peer may ask this. The payload's shape is checked already."""
    if kind == "op" and payload[0] not in _OPERATORS:
        raise WireError("no such operation")
    check_targets(side, kind, payload)
    if kind in ("get", "set", "del"):
        _check_attribute(kind, payload[0], payload[1])


def check_targets(side, kind, payload):
    """Raises unless what the request is about was handed over, and may be asked for this at all."""
    if kind == "op":
        targets = payload[1:]
    elif kind == "dunder":
        targets = payload[1:2]
    elif kind in ("get", "set", "del", "call", "await", "run", "listen"):
        targets = payload[:1]
    elif kind in _NUMBERED:
        return  # what it is about has a number that was told
    else:
        raise WireError("not for this side")
    handed = [x for x in targets if side.exports.handed(x) or _is_described(side, x)]
    if not handed:
        raise WireError("not an object that was handed over")
    for x in targets:
        if derives(BaseException, type(x)) and not side.owns(x) and is_check(x):
            raise WireError("stays on the other side")
    if kind == "call" and derives(type, type(payload[0])) and (derives(type, payload[0]) or _is_mock_class(payload[0])):
        raise WireError("makes objects that the other side would have to trust")


def _is_described(side, x):
    """Whether x is a class of the case's author that the peer knows as the class of something handed over.

    Others (FunctionType, Mock, whatever a library made the object from) are known by description as well, but
    calling those would make objects of ours to the peer's wishes.
    """
    if not derives(type, type(x)) or side.exports.number_of(x) is None:
        return False
    return namespace_of(x).get("__module__") in side.authored


def _is_mock_class(cls):
    for base in mro_of(cls):
        if namespace_of(base).get("__module__") == _MOCK_MODULE:
            return True
    return False


def _is_mock(x):
    if derives(type, type(x)):
        return _is_mock_class(x)
    if type(x) is types.FunctionType:  # as create_autospec makes them
        return "mock" in instance_dict(x)
    return _is_mock_class(type(x))


def is_open(name):
    """Whether anybody may read an attribute of this name."""
    return name[:1] != "_" or name in _OPEN_NAMES or name in _OPEN_METHODS


def _check_attribute(kind, x, name):
    refused = AttributeError(f"{name!r} stays on the other side")
    if kind == "get" and name in _OPEN_METHODS:
        return
    if name[:1] == "_" and name not in _OPEN_NAMES:
        raise refused
    if _is_mock(x) and (kind != "get" or name in _MOCK_NAMES or name[:1] == "_"):
        raise refused
    if kind != "get" and any(derives(sort, type(x)) for sort in _UNCHANGEABLE):
        raise AttributeError(f"{name!r} can't be changed from here")
