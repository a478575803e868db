"""The kinds of request: the shape of each payload, and what the owner does."""

import importlib

from . import awaiting, special
from .codec import WireError
from .natives import derives, special_method


def _call(x, args, names):
    if not names:
        return x(*args)
    split = len(args) - len(names)
    return x(*args[:split], **dict(zip(names, args[split:])))


def _get(x, name):
    return _vars(x) if name == "__dict__" else getattr(x, name)


def perform_op(name, *operands):
    return special.OPERATORS[name](*operands)


def _dunder(name, x, args):
    return special_method(x, name)(*args)


def _vars(x):
    """A snapshot for patch and vars; the builtins of a module are no attributes of its author's."""
    return {name: value for name, value in x.__dict__.items() if name != "__builtins__"}


def _whose(x):
    """What a function or method is called, in one answer."""
    return tuple(getattr(x, name, None) for name in ("__name__", "__qualname__", "__module__"))


def _import(name):
    return importlib.import_module(name)


_ANY = object
# kind -> (types of the payload, what it does); operands of an operator follow its name
_KINDS = {
    "call": ((_ANY, tuple, tuple), _call),
    "get": ((_ANY, str), _get),
    "set": ((_ANY, str, _ANY), setattr),
    "del": ((_ANY, str), delattr),
    "op": (None, perform_op),
    "dunder": ((str, _ANY, tuple), _dunder),
    "run": ((_ANY,), awaiting.run),
    "isinstance": ((_ANY, _ANY), isinstance),
    "issubclass": ((_ANY, _ANY), issubclass),
    "vars": ((_ANY,), _vars),
    "import": ((str,), _import),
    "whose": ((_ANY,), _whose),
}
_STEPS = ("send", "throw", "close")
# Of awaitables and loops: the side's tables say what each does.
_LOOP_KINDS = {
    "await": (_ANY, str, _ANY, bool),
    "resume": (int, str, _ANY, bool),
    "watch": (int,),
    "cancel": (int, _ANY),
    "woken": (int,),
    "join": (int, bool, bool, _ANY, bool),
    "drive": (int, bool, tuple),
    "ready": (int, tuple, bool),
    "turn": (int, int),
    "one": (int, int),
    "move": (int, _ANY),
    "batch": (int,),
    "debug": (int, bool, _ANY, bool),
    "leftovers": (int,),
    "finish": (int,),
    "close": (int,),
    "stop": (int,),
    "exception": (int, _ANY, _ANY, _ANY),
    "tasks": (int,),
    "task": (str, int, tuple),
    "ended": (int, bool, str),
    "listen": (_ANY, int),
    "within": (int, str, tuple),
    "fork": (int,),
}
_SHAPES = {kind: shape for kind, (shape, _) in _KINDS.items()} | _LOOP_KINDS


def performing(awaiting, joining, contexts):
    """What a side does for each kind of request."""
    return {
        **{kind: perform for kind, (_, perform) in _KINDS.items()},
        "await": awaiting.begin,
        "resume": awaiting.resume,
        "watch": awaiting.watched,
        "cancel": awaiting.cancelled,
        "woken": awaiting.woken,
        "listen": awaiting.listened,
        **joining.perform,
        **contexts.perform,
    }


def check(kind, payload):
    """Raises a WireError if no honest peer would send this."""
    if type(kind) is not str or kind not in _SHAPES or type(payload) is not tuple:
        raise WireError("no such request")
    shape = _SHAPES[kind]
    if shape is None:
        if not payload or type(payload[0]) is not str or payload[0] not in special.OPERATORS:
            raise WireError("no such operation")
        return
    if len(payload) != len(shape):
        raise WireError("bad request")
    for x, wanted in zip(payload, shape):
        if wanted is not _ANY and type(x) is not wanted:
            raise WireError("bad request")
    if kind == "call" and payload[2]:
        if len(payload[2]) > len(payload[1]) or not all(type(name) is str for name in payload[2]):
            raise WireError("bad request")
    elif kind == "dunder" and payload[0] not in special.NAMED:
        raise WireError("no such operation")
    elif kind in ("await", "resume"):
        if payload[1] not in _STEPS or (payload[1] == "throw" and not derives(BaseException, type(payload[2]))):
            raise WireError("bad request")
